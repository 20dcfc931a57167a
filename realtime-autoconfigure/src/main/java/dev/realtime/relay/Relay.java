package dev.realtime.relay;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;

import dev.realtime.broker.Backplane;
import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.MemberElsewhere;
import dev.realtime.broker.RoomBroker;
import dev.realtime.broker.SessionCommand;

/**
 * Joins this node with the others through one connection to an external STOMP broker.
 * <p>
 * <b>The way of an event.</b> Who publishes puts it into the {@link Outbox} and goes on.
 * The {@link Sender} sends what is there. The event is delivered here when its frame
 * comes back ({@link Reception}), as on every other node, so that all have one order.
 * What does not come back within the patience is delivered here at once ({@link Alone}).
 * <p>
 * <b>The broker.</b> What keeps a stream (RabbitMQ) gives every frame its place in it (a
 * {@link StreamCircuit}). Elsewhere one node passes on what all send, in one order (a
 * {@link TopicCircuit}). A {@link BrokerLink} that ends is replaced by another
 * ({@link BrokerLinks}).
 * <p>
 * <b>Threads.</b> All that comes is handled by one thread; the sender's may block; a
 * third tells listeners of the application.
 * <p>
 * Not API.
 */
public final class Relay
		implements Backplane, ApplicationListener<PayloadApplicationEvent<SessionCommand>>, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Relay.class);

	private static final long PACE_MILLIS = 40;

	/** Well within what Spring gives a phase of the shutdown. */
	private static final long MAX_FLUSH_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final long FLUSH_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final ApplicationEventPublisher events;

	private final Outbox outbox;

	private final Sender sender;

	private final Neighbors neighbors;

	private final Alone alone;

	private final Reception reception;

	private final BrokerLinks links;

	private final ScheduledExecutorService thread = executor("realtime-relay");

	private final ScheduledExecutorService listeners = executor("realtime-relay-listeners");

	private volatile boolean running;

	Relay(RelayProperties properties, RealtimeRelayConnectionDetails details, Duration ttl, RoomBroker broker,
			ApplicationEventPublisher events) {
		this.events = events;
		String node = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);
		this.outbox = new Outbox(properties.buffer().toBytes(), System::nanoTime);
		this.sender = new Sender(node, this.outbox);
		this.neighbors = new Neighbors(this.sender::say, this::memberElsewhere, System::nanoTime);
		this.alone = new Alone(this.outbox, broker, properties.patience());
		this.reception = new Reception(node, broker, this.outbox, this.sender, this.neighbors, this.alone, this::tell);
		this.links = new BrokerLinks(properties, details, ttl, this.outbox, this.sender, this.neighbors, this.reception,
				this.thread);
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
		if (this.reception.isCaughtUp()) {
			this.outbox.pace(PACE_MILLIS);
		}
	}

	@Override
	public void entered(String room, String user) {
		this.neighbors.entered(room, user);
	}

	@Override
	public void left(String room, String user) {
		this.neighbors.left(room, user);
	}

	@Override
	public Set<String> members(String room) {
		return this.neighbors.members(room);
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<SessionCommand> event) {
		if (!event.getPayload().elsewhere()) {
			this.outbox.add(new Letter.Command(event.getPayload()));
		}
	}

	// what the others have for listeners here

	private void memberElsewhere(Letter.Change change) {
		tell(new MemberElsewhere(change.room(), change.user(), change.present()));
	}

	private void tell(Object event) {
		this.listeners.execute(guarded(() -> this.events.publishEvent(event)));
	}

	/**
	 * How the link is.
	 * @return a snapshot
	 */
	public RelayState state() {
		boolean connected = this.reception.isCaughtUp();
		return new RelayState(connected, this.links.since(), this.links.order(), trouble(connected), this.outbox.size(),
				this.outbox.bytes(), this.outbox.lost(), this.neighbors.count());
	}

	private @Nullable String trouble(boolean connected) {
		if (!connected) {
			return this.links.trouble();
		}
		return this.outbox.isAlone() ? "What is sent comes back too late: this node goes on alone" : null;
	}

	// life

	@Override
	public void start() {
		this.running = true;
		this.links.start();
		this.sender.start();
		this.thread.scheduleWithFixedDelay(guarded(this::tick), 0, 100, TimeUnit.MILLISECONDS);
		this.links.awaitStart();
	}

	private void tick() {
		this.links.tick();
		boolean joined = this.reception.isCaughtUp();
		this.alone.check(joined, this.links.awayNanos(), this.links.silentNanos());
		if (joined) {
			this.alone.endIfAllReturned();
			this.neighbors.keepInTouch();
			this.outbox.announceLost();
		}
		this.neighbors.expire(joined ? this.outbox.oldest() : 0);
	}

	@Override
	public void stop() {
		if (this.reception.isCaughtUp()) {
			this.sender.say(new Letter.Bye());
			flush();
		}
		this.running = false;
		this.sender.stop();
		this.thread.shutdownNow();
		this.listeners.shutdownNow();
		this.links.stop();
	}

	/** Waits until all is back, but not for a broker that gives nothing back. */
	private void flush() {
		long end = System.nanoTime() + MAX_FLUSH_NANOS;
		long moved = System.nanoTime();
		int before = Integer.MAX_VALUE;
		try {
			while (this.reception.isCaughtUp() && (this.outbox.size() > 0 || !this.sender.isSilent())
					&& System.nanoTime() - end < 0 && System.nanoTime() - moved < FLUSH_SILENCE_NANOS) {
				if (this.outbox.size() != before) {
					before = this.outbox.size();
					moved = System.nanoTime();
				}
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

	/** A task that fails is told of, and the next one runs. */
	static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				logger.error("The relay could not do what it had to; it goes on", ex);
			}
		};
	}

}
