package dev.realtime.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import org.springframework.messaging.simp.stomp.StompHeaders;

/**
 * The links to the broker, one at a time: makes them, watches them, and makes another
 * when one has ended.
 * <p>
 * For the thread that handles what comes, which owns the fields without a guard, but what
 * says otherwise.
 */
final class BrokerLinks implements BrokerLink.Listener {

	private static final Log logger = LogFactory.getLog(BrokerLinks.class);

	private static final int MAX_UNHANDLED = 1000;

	private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

	private static final long OVERLAP_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long MAX_START_SECONDS = 20;

	/** A machine that starts something is slow: less than this is not silence. */
	private static final long START_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** What the broker said before it hung up may be read after sending failed. */
	private static final long LAST_WORDS_MILLIS = 500;

	private final Attempts attempts = new Attempts();

	private final Semaphore unhandled = new Semaphore(MAX_UNHANDLED);

	private final CountDownLatch started = new CountDownLatch(1);

	private final LoopResources loops = LoopResources.create("realtime-relay-io", 1, true);

	private final RelayProperties properties;

	private final RealtimeRelayConnectionDetails details;

	private final Duration ttl;

	private final Outbox outbox;

	private final Sender sender;

	private final Neighbors neighbors;

	private final Reception reception;

	private final ScheduledExecutorService thread;

	private volatile @Nullable BrokerLink link;

	private volatile @Nullable String order;

	private volatile String trouble = "The broker has not answered yet";

	private volatile Instant since = Instant.now();

	/** Whether the stream is made if it is not there. */
	private boolean declares = true;

	/** Whether the broker said that this has to be otherwise. */
	private boolean learned;

	private boolean warned;

	private long downSince;

	private long lastHeard;

	/**
	 * Creates one without a link.
	 * @param properties how nodes are joined
	 * @param details where the broker is
	 * @param ttl how long a room's history lasts
	 * @param outbox what this node has for the others
	 * @param sender sends it
	 * @param neighbors the other nodes
	 * @param reception takes what comes
	 * @param thread handles what comes
	 */
	BrokerLinks(RelayProperties properties, RealtimeRelayConnectionDetails details, Duration ttl, Outbox outbox,
			Sender sender, Neighbors neighbors, Reception reception, ScheduledExecutorService thread) {
		this.properties = properties;
		this.details = details;
		this.ttl = ttl;
		this.outbox = outbox;
		this.sender = sender;
		this.neighbors = neighbors;
		this.reception = reception;
		this.thread = thread;
	}

	// how they are, for any thread

	/** Since when the node is joined with the others, or is not. */
	Instant since() {
		return this.since;
	}

	/** What gives the order; {@code null} before the first link. */
	@Nullable String order() {
		return this.order;
	}

	/** Why there was no link last, without credentials. */
	String trouble() {
		return this.trouble;
	}

	/** To be called before anything else happens. */
	void start() {
		this.downSince = System.nanoTime();
		this.lastHeard = this.downSince;
	}

	/**
	 * Waits until this node has caught up with the others, or it is clear that this may
	 * take long: no address lets it in, or the broker that took the call says nothing.
	 */
	void awaitStart() {
		try {
			// clients that come with the position of another node find the history
			this.started.await(MAX_START_SECONDS, TimeUnit.SECONDS);
			if (!this.reception.isCaughtUp()) {
				logger.warn("This node has not caught up with the other nodes yet; it starts all the same");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Says goodbye to the broker. */
	void stop() {
		BrokerLink link = this.link;
		if (link != null) {
			link.disconnect();
		}
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe();
	}

	// one after the other

	/** Looks after them; called ten times a second. */
	void tick() {
		long now = System.nanoTime();
		BrokerLink link = this.link;
		boolean joined = this.reception.isCaughtUp();
		long silent = now - this.lastHeard;
		if (link == null) {
			if (this.attempts.isDue(now)) {
				connect(now);
			}
		}
		else if (this.reception.isReturning() && silent > OVERLAP_NANOS) {
			this.reception.forget("the stream is shorter than it was");
			end(link, "The stream is shorter than it was");
		}
		else if (!joined && silent > SILENCE_NANOS) {
			end(link, "The broker does not answer");
		}
		else if (joined && this.outbox.oldest() > SILENCE_NANOS && now - this.reception.lastReturn() > SILENCE_NANOS) {
			end(link, "What was sent does not come back");
		}
		if (silent > Math.max(START_SILENCE_NANOS, this.properties.patience().toNanos())) {
			this.started.countDown();
		}
	}

	private void connect(long now) {
		this.lastHeard = now;
		BrokerLink link = new BrokerLink(this.details, this.properties.heartbeat(), this);
		this.link = link;
		link.connect(this.attempts.begin(this.details.addresses()), this.loops, this.thread);
	}

	@Override
	public void connected(BrokerLink link, String server) {
		onThread(() -> {
			if (link == this.link) {
				this.lastHeard = System.nanoTime();
				if (StreamCircuit.isTooOld(server)) {
					end(link, server + " keeps no streams for STOMP clients: 3.10 or later does");
				}
				else {
					subscribe(link, StreamCircuit.isFor(server));
				}
			}
		});
	}

	private void subscribe(BrokerLink link, boolean stream) {
		String from = this.reception.begin(stream, this.attempts.count(), this.ttl);
		Circuit circuit = stream ? new StreamCircuit(this.properties, this.ttl, this.declares, from, this.outbox::wake)
				: new TopicCircuit(this.properties.destination(), this.outbox::wake);
		this.order = circuit.order();
		circuit.subscribe(link, (headers, body) -> received(link, circuit, headers, body));
		if (!this.reception.isReturning()) {
			greet(link, circuit);
		}
	}

	/** From now on what is sent will be seen. */
	private void greet(BrokerLink link, Circuit circuit) {
		this.sender.open(link, circuit);
		this.sender.say(new Letter.Hello(this.attempts.count()));
	}

	private void received(BrokerLink link, Circuit circuit, StompHeaders headers, byte[] body) {
		// the broker waits with more until these are handled
		try {
			while (!this.unhandled.tryAcquire(100, TimeUnit.MILLISECONDS)) {
				if (link != this.link) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		onThread(() -> {
			try {
				if (link == this.link) {
					handle(link, circuit, headers, body);
				}
			}
			finally {
				this.unhandled.release();
			}
		});
	}

	private void handle(BrokerLink link, Circuit circuit, StompHeaders headers, byte[] body) {
		this.lastHeard = System.nanoTime();
		circuit.handled(headers);
		switch (this.reception.take(headers, body)) {
			case NEXT -> logger.trace("A frame came");
			case RETURNED -> greet(link, circuit);
			case CAUGHT_UP -> caughtUp();
			case LOST -> end(link, "Events of other nodes were missed");
		}
	}

	private void caughtUp() {
		this.outbox.endAlone();
		this.neighbors.introduce();
		this.attempts.succeeded();
		this.since = Instant.now();
		this.warned = false;
		this.sender.openForEvents();
		this.started.countDown();
		logger.info("Joined with other nodes through a " + this.order);
	}

	@Override
	public void ended(BrokerLink link, String why) {
		onThread(() -> end(link, why));
	}

	@Override
	public void failed(BrokerLink link, String why) {
		onThread(() -> end(link, why), LAST_WORDS_MILLIS);
	}

	private void end(BrokerLink link, String why) {
		if (link != this.link) {
			return;
		}
		long now = System.nanoTime();
		if (this.reception.isCaughtUp()) {
			this.since = Instant.now();
			this.downSince = now;
		}
		this.link = null;
		this.reception.end();
		link.close();
		this.sender.close();
		this.trouble = why;
		if (!this.warned) {
			this.warned = true;
			logger.warn("No link to the broker that joins the nodes: " + why
					+ ". Clients of this node go on; it tries again until the broker is there");
		}
		learn(why);
		this.attempts.ended(now);
		if (this.attempts.count() >= this.details.addresses().size() + (this.learned ? 1 : 0)) {
			this.started.countDown();
		}
	}

	/** What the broker said may lead to a better attempt. */
	private void learn(String why) {
		boolean before = this.declares;
		if (why.contains("PRECONDITION_FAILED") || why.contains("inequivalent")) {
			// an older node declared the stream with other bounds: take it as it is
			this.declares = false;
		}
		else if (why.contains("NOT_FOUND") || why.contains("not_found")) {
			// that stream is gone
			this.declares = true;
		}
		this.learned |= this.declares != before;
	}

	/**
	 * How long there has been no broker.
	 * @return nanoseconds; 0 if there is one
	 */
	long awayNanos() {
		if (this.reception.isCaughtUp()) {
			return 0;
		}
		// nobody has a position yet that could be kept
		boolean never = this.warned && this.reception.epoch() == null;
		return never ? Long.MAX_VALUE : System.nanoTime() - this.downSince;
	}

	/**
	 * How long nothing that was sent came back.
	 * @return nanoseconds; 0 if something that came was not handled yet
	 */
	long silentNanos() {
		boolean handled = this.unhandled.availablePermits() == MAX_UNHANDLED;
		return handled ? System.nanoTime() - this.reception.lastReturn() : 0;
	}

	private void onThread(Runnable task) {
		onThread(task, 0);
	}

	private void onThread(Runnable task, long millis) {
		try {
			this.thread.schedule(Relay.guarded(task), millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The relay has stopped", ex);
		}
	}

}
