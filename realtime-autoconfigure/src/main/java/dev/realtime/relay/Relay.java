package dev.realtime.relay;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.simp.stomp.StompHeaders;

import dev.realtime.broker.Backplane;
import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.MemberElsewhere;
import dev.realtime.broker.RoomBroker;
import dev.realtime.broker.SessionCommand;
import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

/**
 * Joins this node with the others through one connection to an external STOMP broker.
 * <p>
 * <b>The way of an event.</b> Who publishes puts it into the {@link Outbox} and goes on.
 * One thread sends what is there, many letters in a frame. The event is delivered here
 * when the frame comes back, as on every other node, so that all have one order. What
 * does not come back within the patience is delivered here at once; it still goes to the
 * others, and when all is back, the rooms where that happened fetch again.
 * <p>
 * <b>Streams.</b> Where the broker keeps a stream (RabbitMQ), the place of the frame in
 * the stream gives the position, the same on every node, under an epoch that the first
 * node proposed to the stream. Every frame carries it, for those who come when the
 * proposal is no longer kept. After a broken link a node goes on from the last frame it
 * has seen, and checks that it is still that frame before it sends anything: a stream
 * that was deleted and made anew is another one. A node that starts reads what the stream
 * keeps, so that clients of other nodes recover here.
 * <p>
 * <b>Topics.</b> Elsewhere one node passes on what all send, in one order (the
 * {@link Sequencer}). A node misses what is sent while it is away: positions are its own,
 * and after a broken link every room begins anew.
 * <p>
 * <b>Threads.</b> All that comes is handled by one thread, which owns the fields without
 * a guard; a second one sends, and may block; a third tells listeners of the application.
 */
public final class Relay implements Backplane, BrokerLink.Listener,
		ApplicationListener<PayloadApplicationEvent<SessionCommand>>, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Relay.class);

	/** Letters a frame may hold: their places take that part of an offset. */
	private static final int FRAME_BITS = 10;

	private static final long FRAME = 1L << FRAME_BITS;

	private static final int MAX_CONTROLS = 50;

	private static final int MAX_PATIENCES = 5;

	private static final int MAX_UNHANDLED = 1000;

	private static final int ACKNOWLEDGE_EVERY = 25;

	private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

	private static final long OVERLAP_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long START_SECONDS = 20;

	private static final long PACE_MILLIS = 40;

	private final String node = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);

	private final RelayProperties properties;

	private final RealtimeRelayConnectionDetails details;

	private final Duration ttl;

	private final RoomBroker broker;

	private final ApplicationEventPublisher events;

	private final Outbox outbox;

	private final OwnMembers own = new OwnMembers();

	private final OtherNodes others = new OtherNodes(this::memberElsewhere, System::nanoTime);

	private final Queue<Letter> controls = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable String> unacknowledged = new AtomicReference<>();

	private final Semaphore unhandled = new Semaphore(MAX_UNHANDLED);

	private final CountDownLatch started = new CountDownLatch(1);

	private final ScheduledExecutorService thread = executor("realtime-relay");

	private final ScheduledExecutorService listeners = executor("realtime-relay-listeners");

	private final Thread sender = new Thread(this::sendAll, "realtime-relay-sender");

	private final LoopResources loops = LoopResources.create("realtime-relay-io", 1, true);

	private final StreamCursor cursor = new StreamCursor();

	private final Arrivals arrivals = new Arrivals();

	private volatile boolean running;

	private volatile @Nullable BrokerLink link;

	/**
	 * The link is subscribed to the stream or topic that it was: what is sent will be
	 * seen.
	 */
	private volatile boolean open;

	/** Where the broker keeps no stream. */
	private volatile @Nullable Sequencer sequencer;

	private volatile boolean caughtUp;

	private volatile @Nullable String epoch;

	private volatile @Nullable String trouble;

	private volatile @Nullable String order;

	private volatile Instant since = Instant.now();

	private boolean stream;

	private boolean declares = true;

	private boolean warned;

	private boolean warnedOfContent;

	private long attempt;

	private int failures;

	private long connectAt;

	private long downSince;

	private long lastHeard;

	private long lastReturn;

	private long lastBeat;

	private long answerAt;

	/** What comes was published before this node, or its link, was there. */
	private boolean replays = true;

	/** This node's own greeting came back, but the stream has no epoch yet. */
	private boolean greeted;

	private boolean wasAlone;

	private int unacknowledgedFrames;

	Relay(RelayProperties properties, RealtimeRelayConnectionDetails details, Duration ttl, RoomBroker broker,
			ApplicationEventPublisher events) {
		this.properties = properties;
		this.details = details;
		this.ttl = ttl;
		this.broker = broker;
		this.events = events;
		this.outbox = new Outbox(properties.buffer().toBytes(), System::nanoTime);
		broker.use(this);
	}

	private static ScheduledExecutorService executor(String name) {
		return Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
	}

	// what this node has for the others

	@Override
	public boolean take(String room, EncodedEvent event) {
		return this.outbox.offer(new Letter.Event(room, event));
	}

	@Override
	public boolean takeForUsers(EncodedEvent event) {
		return this.outbox.offer(new Letter.Event(null, event));
	}

	@Override
	public boolean isAlone() {
		return this.outbox.isAlone();
	}

	@Override
	public void pace() {
		if (this.caughtUp) {
			this.outbox.pace(PACE_MILLIS);
		}
	}

	@Override
	public void entered(String room, String user) {
		this.own.entered(room, user);
	}

	@Override
	public void left(String room, String user) {
		this.own.left(room, user);
	}

	@Override
	public Set<String> members(String room) {
		return this.others.members(room);
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<SessionCommand> event) {
		if (!event.getPayload().elsewhere()) {
			this.outbox.add(new Letter.Command(event.getPayload()));
		}
	}

	/**
	 * How the link is.
	 * @return a snapshot
	 */
	public RelayState state() {
		return new RelayState(this.caughtUp, this.since, this.order, this.caughtUp ? null : this.trouble,
				this.outbox.size(), this.outbox.bytes(), this.outbox.lost(), this.others.count());
	}

	// life

	@Override
	public void start() {
		this.running = true;
		this.downSince = System.nanoTime();
		this.sender.setDaemon(true);
		this.sender.start();
		this.thread.scheduleWithFixedDelay(this::tick, 0, 100, TimeUnit.MILLISECONDS);
		try {
			// clients that come with the position of another node find the history
			if (!this.started.await(START_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("The relay has not caught up with the other nodes yet; this node starts all the same");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop() {
		if (this.caughtUp) {
			this.controls.add(new Letter.Bye());
			this.outbox.wake();
			flush();
		}
		this.running = false;
		this.outbox.wake();
		this.thread.shutdownNow();
		this.listeners.shutdownNow();
		BrokerLink link = this.link;
		if (link != null) {
			link.disconnect();
		}
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe();
	}

	private void flush() {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
		try {
			while (this.caughtUp && (this.outbox.size() > 0 || !this.controls.isEmpty())
					&& System.nanoTime() - end < 0) {
				this.outbox.await(10);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Before the web server starts, and after it has stopped. */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 3072;
	}

	private void onThread(Runnable task) {
		try {
			this.thread.execute(() -> guarded(task));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The relay has stopped", ex);
		}
	}

	private static void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("The relay could not do what it had to; it goes on", ex);
		}
	}

	// the link

	private void tick() {
		guarded(() -> {
			long now = System.nanoTime();
			keepLinked(now);
			deliverOverdue(now);
			if (this.caughtUp) {
				keepInTouch(now);
			}
			this.others.expire();
		});
	}

	private void keepLinked(long now) {
		BrokerLink link = this.link;
		if (link == null) {
			if (now - this.connectAt >= 0 || this.attempt == 0) {
				connect(now);
			}
		}
		else if (this.cursor.isReturning() && now - this.lastHeard > OVERLAP_NANOS) {
			loseContinuity("the stream is shorter than it was");
		}
		else if (!this.caughtUp && now - this.lastHeard > SILENCE_NANOS) {
			end(link, "The broker does not answer");
		}
		else if (this.caughtUp && this.outbox.oldest() > SILENCE_NANOS && now - this.lastReturn > SILENCE_NANOS) {
			end(link, "What was sent does not come back");
		}
	}

	private void connect(long now) {
		List<Address> addresses = this.details.addresses();
		Address address = addresses.get((int) (this.attempt % addresses.size()));
		this.attempt++;
		this.lastHeard = now;
		BrokerLink link = new BrokerLink(this.details, this.properties.heartbeat(), this);
		this.link = link;
		link.connect(address, this.loops, this.thread);
	}

	@Override
	public void connected(BrokerLink link, String server) {
		onThread(() -> {
			if (link == this.link) {
				this.lastHeard = System.nanoTime();
				this.stream = server.startsWith("RabbitMQ/");
				if (this.stream && isTooOld(server)) {
					end(link, server + " keeps no streams for STOMP clients: 3.10 or later does");
					return;
				}
				subscribe(link);
				if (!this.cursor.isReturning()) {
					greet();
				}
			}
		});
	}

	/** From now on what is sent will be seen. */
	private void greet() {
		this.open = true;
		this.controls.add(new Letter.Hello(this.attempt));
		this.outbox.wake();
	}

	private static boolean isTooOld(String server) {
		return server.matches("RabbitMQ/([0-2]\\.|3\\.[0-9]\\.).*");
	}

	private void subscribe(BrokerLink link) {
		this.order = this.stream ? "stream" : "topic";
		if (this.stream) {
			link.subscribe(streamHeaders(), (headers, body) -> received(link, headers, body));
		}
		else {
			this.replays = false;
			Sequencer sequencer = new Sequencer(this.properties.destination(), this.outbox::wake);
			this.sequencer = sequencer;
			sequencer.subscribe(link, (headers, body) -> received(link, headers, body));
		}
	}

	private StompHeaders streamHeaders() {
		StompHeaders headers = new StompHeaders();
		headers.setAck("client");
		headers.set("prefetch-count", "100");
		if (this.declares) {
			headers.setDestination("/queue/" + this.properties.destination());
			headers.set("durable", "true");
			headers.set("auto-delete", "false");
			headers.set("x-queue-type", "stream");
			headers.set("x-max-age", Math.max(600, 2 * this.ttl.toSeconds()) + "s");
			long retention = this.properties.retention().toBytes();
			headers.set("x-max-length-bytes", String.valueOf(retention));
			// only whole segments are dropped
			headers.set("x-stream-max-segment-size-bytes", String.valueOf(Math.max(500_000, retention / 16)));
		}
		else {
			headers.setDestination("/amq/queue/" + this.properties.destination());
		}
		this.replays = !this.cursor.begin();
		if (this.replays) {
			long from = System.currentTimeMillis() / 1000 - this.ttl.toSeconds() - 60;
			headers.set("x-stream-offset", "timestamp=" + from);
		}
		else {
			headers.set("x-stream-offset", "offset=" + this.cursor.offset());
		}
		return headers;
	}

	@Override
	public void ended(BrokerLink link, String why) {
		onThread(() -> end(link, why));
	}

	private void end(BrokerLink link, String why) {
		if (link == this.link) {
			long now = System.nanoTime();
			boolean wasThere = this.caughtUp;
			this.link = null;
			this.open = false;
			this.sequencer = null;
			this.caughtUp = false;
			this.greeted = false;
			this.cursor.stop();
			link.close();
			this.controls.clear();
			this.unacknowledged.set(null);
			this.unacknowledgedFrames = 0;
			this.outbox.rewind();
			this.trouble = why;
			if (wasThere) {
				this.since = Instant.now();
				this.downSince = now;
				this.failures = 0;
			}
			if (!this.warned) {
				this.warned = true;
				logger.warn("No link to the broker that joins the nodes: " + why
						+ ". Clients of this node go on; it tries again until the broker is there");
			}
			if (why.contains("PRECONDITION_FAILED") || why.contains("inequivalent")) {
				// an older node declared the stream with other bounds: take it as it is
				this.declares = false;
			}
			// all nodes lose the broker at once, and must not come back at once
			long ceiling = Math.min(5000, 250L << Math.min(5, this.failures++));
			this.connectAt = now + TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(100, ceiling));
			this.started.countDown();
		}
	}

	private void loseContinuity(String why) {
		logger.warn("Events of other nodes were missed, " + why + ": all rooms begin anew");
		this.epoch = null;
		// what the stream still keeps is read, and counts, once more
		this.cursor.forget();
		this.arrivals.forget();
		BrokerLink link = this.link;
		if (link != null) {
			end(link, why);
		}
	}

	/** This node's own greeting came back: it has seen all that was before. */
	private void caughtUp() {
		if (this.stream && this.epoch == null) {
			this.greeted = true;
			this.controls.add(new Letter.Proposal(Long.toString(new SecureRandom().nextLong() >>> 24, 36)));
			this.outbox.wake();
			return;
		}
		if (!this.stream) {
			// nobody knows what was sent meanwhile
			this.broker.startOver();
		}
		else if (this.replays) {
			this.broker.resyncMembers();
		}
		this.replays = false;
		this.outbox.endAlone();
		this.controls.addAll(this.own.takeAll());
		this.lastReturn = System.nanoTime();
		this.failures = 0;
		this.since = Instant.now();
		this.caughtUp = true;
		this.outbox.wake();
		this.started.countDown();
		logger.info("Joined with other nodes through a " + this.order);
		this.warned = false;
	}

	private void keepInTouch(long now) {
		if (now - this.lastBeat > BEAT_NANOS) {
			this.lastBeat = now;
			this.controls.add(new Letter.Beat());
		}
		if (this.answerAt != 0 && now - this.answerAt >= 0) {
			this.answerAt = 0;
			this.controls.addAll(this.own.takeAll());
		}
		else {
			this.controls.addAll(this.own.takeNews());
		}
		this.outbox.announceLost();
		if (!this.controls.isEmpty()) {
			this.outbox.wake();
		}
	}

	private void deliverOverdue(long now) {
		long patience = this.properties.patience().toNanos();
		boolean away = !this.caughtUp && (now - this.downSince > patience || (this.warned && this.epoch == null));
		// what lies here unhandled, or keeps coming, is late but not missing
		boolean missing = this.outbox.isOverdue(patience) && this.unhandled.availablePermits() == MAX_UNHANDLED
				&& now - this.lastReturn > patience;
		if (!this.outbox.isAlone() && (away || missing || this.outbox.isOverdue(MAX_PATIENCES * patience))) {
			List<Outbox.Entry> overdue = this.outbox.goAlone();
			while (!overdue.isEmpty()) {
				overdue.forEach((entry) -> deliverAlone((Letter.Event) entry.letter));
				overdue = this.outbox.goAlone();
			}
			this.wasAlone = true;
		}
		else if (this.outbox.isAlone() && this.caughtUp && this.outbox.oldest() < patience / 2) {
			this.outbox.endAlone();
		}
		endAlone();
	}

	private void deliverAlone(Letter.Event letter) {
		String room = letter.room();
		if (room != null) {
			this.broker.deliverAlone(room, letter.event());
		}
		else {
			this.broker.deliverToUsers(letter.event());
		}
	}

	private void endAlone() {
		if (this.wasAlone && this.caughtUp && !this.outbox.isAlone() && !this.outbox.owesAlone()) {
			this.wasAlone = false;
			this.broker.endAlone();
		}
	}

	// sending

	private void sendAll() {
		while (this.running) {
			BrokerLink link = this.link;
			try {
				if (link == null || !this.open || !sendSome(link)) {
					this.outbox.await(20);
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				if (link != null) {
					Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
					ended(link, "Sending failed: " + cause.getMessage());
				}
			}
		}
	}

	private boolean sendSome(BrokerLink link) {
		Sequencer sequencer = this.sequencer;
		boolean passedOn = sequencer != null && sequencer.passOn(link);
		String acknowledged = this.unacknowledged.getAndSet(null);
		if (acknowledged != null) {
			link.acknowledge(acknowledged);
		}
		List<Parcel.Numbered> letters = new ArrayList<>();
		Letter control = this.controls.poll();
		while (control != null) {
			letters.add(new Parcel.Numbered(0, control));
			control = (letters.size() < MAX_CONTROLS) ? this.controls.poll() : null;
		}
		if (this.caughtUp) {
			letters.addAll(this.outbox.batch());
		}
		if (letters.isEmpty()) {
			return passedOn || acknowledged != null;
		}
		link.send((sequencer != null) ? sequencer.entrance() : streamEntrance(),
				new Parcel(this.node, this.epoch, System.currentTimeMillis(), letters).write());
		return true;
	}

	private StompHeaders streamEntrance() {
		StompHeaders headers = new StompHeaders();
		headers.setDestination("/amq/queue/" + this.properties.destination());
		return headers;
	}

	// receiving

	private void received(BrokerLink link, StompHeaders headers, byte[] body) {
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
					handle(headers, body);
				}
			}
			finally {
				this.unhandled.release();
			}
		});
	}

	private void handle(StompHeaders headers, byte[] body) {
		this.lastHeard = System.nanoTime();
		if (!this.stream) {
			open(body, 0);
			return;
		}
		acknowledge(headers);
		long offset = Long.parseLong(String.valueOf(headers.getFirst("x-stream-offset")));
		switch (this.cursor.look(offset, body)) {
			case NEXT -> {
				if (open(body, offset)) {
					this.cursor.move(offset, body);
					this.broker.advance((offset + 1) * FRAME - 1);
				}
			}
			// not before: another stream must not hear of this one's epoch
			case RETURNED -> greet();
			case BROKEN -> loseContinuity("from " + this.cursor.offset() + " the stream goes on at " + offset);
			case SEEN -> logger.trace("A frame came once more");
		}
	}

	private void acknowledge(StompHeaders headers) {
		this.unacknowledged.set(headers.getFirst("ack"));
		if (++this.unacknowledgedFrames % ACKNOWLEDGE_EVERY == 0) {
			this.outbox.wake();
		}
	}

	/** Returns {@code false} if something before it is missing. */
	private boolean open(byte[] body, long offset) {
		Parcel parcel;
		try {
			parcel = Parcel.read(body);
		}
		catch (IOException ex) {
			warnOfContent("nothing of ours", ex);
			return true;
		}
		if (parcel == null) {
			warnOfContent("of another version", null);
			return true;
		}
		if (this.stream && this.epoch == null && parcel.epoch() != null && this.cursor.first() > 0) {
			adopt(parcel.epoch());
		}
		boolean self = parcel.node().equals(this.node);
		long age = Math.max(0, System.currentTimeMillis() - parcel.at());
		long nanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(age);
		long place = offset * FRAME;
		for (Parcel.Numbered numbered : parcel.letters()) {
			place++;
			if (this.stream && this.arrivals.misses(parcel.node(), numbered.number())) {
				loseContinuity("node " + parcel.node() + " sent more than came");
				return false;
			}
			boolean fresh = !self || numbered.number() == 0 || this.outbox.returned(numbered.number()) || this.replays;
			if (this.arrivals.take(parcel.node(), numbered.number())) {
				deliver(parcel.node(), self, fresh, numbered.letter(), nanos, place);
			}
		}
		if (self) {
			this.lastReturn = System.nanoTime();
			endAlone();
		}
		return true;
	}

	private void warnOfContent(String what, @Nullable Exception ex) {
		if (!this.warnedOfContent) {
			this.warnedOfContent = true;
			logger.warn("Destination " + this.properties.destination() + " holds a frame that is " + what
					+ "; such frames are passed over", ex);
		}
	}

	private void adopt(String epoch) {
		this.epoch = epoch;
		this.broker.share(epoch, this.cursor.first() * FRAME);
		if (this.greeted) {
			this.greeted = false;
			caughtUp();
		}
	}

	private void deliver(String from, boolean self, boolean fresh, Letter letter, long nanos, long place) {
		if (letter instanceof Letter.Event event) {
			deliver(event, fresh, nanos, place);
		}
		else if (letter instanceof Letter.Command command && !self) {
			this.listeners.execute(() -> guarded(() -> this.events.publishEvent(command.command())));
		}
		else if (letter instanceof Letter.Lost lost) {
			if (lost.rooms().isEmpty()) {
				this.broker.resyncAll();
			}
			lost.rooms().forEach(this.broker::resync);
		}
		else if (letter instanceof Letter.Proposal proposal && this.epoch == null) {
			adopt(proposal.epoch());
		}
		else if (self && letter instanceof Letter.Hello hello && hello.attempt() == this.attempt) {
			caughtUp();
		}
		else if (!self && this.caughtUp) {
			hear(from, letter);
		}
	}

	private void deliver(Letter.Event event, boolean fresh, long nanos, long place) {
		if (!fresh) {
			return;
		}
		String room = event.room();
		if (room != null) {
			this.broker.deliver(room, event.event(), nanos, place, !this.replays);
		}
		else if (!this.replays) {
			this.broker.deliverToUsers(event.event());
		}
	}

	private void hear(String from, Letter letter) {
		if (letter instanceof Letter.Members members) {
			this.others.told(from, members);
		}
		else if (letter instanceof Letter.Bye) {
			this.others.gone(from);
		}
		else if (this.others.heardOf(from) || letter instanceof Letter.Hello) {
			if (letter instanceof Letter.Hello) {
				answerSoon();
			}
			else if (letter instanceof Letter.Beat) {
				// it has been away: let it, and whoever else is there, say who is with it
				this.controls.add(new Letter.Hello(0));
			}
		}
	}

	private void answerSoon() {
		if (this.answerAt == 0) {
			long delay = ThreadLocalRandom.current().nextLong(50, 500);
			this.answerAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
		}
	}

	private void memberElsewhere(Letter.Change change) {
		MemberElsewhere member = new MemberElsewhere(change.room(), change.user(), change.present());
		this.listeners.execute(() -> guarded(() -> this.events.publishEvent(member)));
	}

}
