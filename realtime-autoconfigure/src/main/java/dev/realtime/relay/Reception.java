package dev.realtime.relay;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompHeaders;

import dev.realtime.broker.RoomBroker;

/**
 * Delivers what comes, in the order in which it comes.
 * <p>
 * <b>Streams.</b> The place of a frame in the stream gives the position, the same on
 * every node, under an epoch that the first node proposed to the stream. Every frame
 * carries it, for those who come when the proposal is no longer kept. After a broken link
 * a node goes on from the last frame it has seen, and checks that it is still that frame
 * before it sends anything: a stream that was deleted and made anew is another one. A
 * node that starts reads what the stream keeps, so that clients of other nodes recover
 * here.
 * <p>
 * <b>Topics.</b> A node misses what is sent while it is away: positions are its own, and
 * after a broken link every room begins anew.
 * <p>
 * For one thread, but what says otherwise.
 */
final class Reception {

	private static final Log logger = LogFactory.getLog(Reception.class);

	/** Letters a frame may hold: their places take that part of an offset. */
	private static final int FRAME_BITS = 10;

	private static final long FRAME = 1L << FRAME_BITS;

	private static final long CLOCK_SKEW_SECONDS = 60;

	private final SecureRandom random = new SecureRandom();

	private final StreamCursor cursor = new StreamCursor();

	private final Arrivals arrivals = new Arrivals();

	private final String node;

	private final RoomBroker broker;

	private final Outbox outbox;

	private final Sender sender;

	private final Neighbors neighbors;

	private final Alone alone;

	private final Consumer<Object> tell;

	private volatile boolean caughtUp;

	private volatile @Nullable String epoch;

	private boolean stream;

	private long attempt;

	/** What comes was published before this node, or its link, was there. */
	private boolean replays = true;

	/** This node's own greeting came back, but the stream has no epoch yet. */
	private boolean greeted;

	private boolean warned;

	private long lastReturn;

	/**
	 * Creates one to which nothing has come.
	 * @param node this node's name
	 * @param broker the rooms of this node
	 * @param outbox what this node has sent
	 * @param sender sends what is said about it
	 * @param neighbors the other nodes
	 * @param alone ends when all is back
	 * @param tell tells listeners of the application
	 */
	Reception(String node, RoomBroker broker, Outbox outbox, Sender sender, Neighbors neighbors, Alone alone,
			Consumer<Object> tell) {
		this.node = node;
		this.broker = broker;
		this.outbox = outbox;
		this.sender = sender;
		this.neighbors = neighbors;
		this.alone = alone;
		this.tell = tell;
	}

	/** What a frame was. */
	enum Step {

		/** One like others. */
		NEXT,
		/** The last one before the link broke: the stream is the same. */
		RETURNED,
		/** The one with this node's greeting: it has seen all that was before. */
		CAUGHT_UP,
		/** One that shows that others are missing. */
		LOST

	}

	/**
	 * A link has connected.
	 * @param stream whether a stream gives the order
	 * @param attempt tells links apart
	 * @param ttl how long a room's history lasts
	 * @return where to read the stream, in RabbitMQ's words
	 */
	String begin(boolean stream, long attempt, Duration ttl) {
		this.stream = stream;
		this.attempt = attempt;
		this.replays = stream && !this.cursor.begin();
		if (this.replays) {
			return "timestamp=" + (System.currentTimeMillis() / 1000 - ttl.toSeconds() - CLOCK_SKEW_SECONDS);
		}
		return "offset=" + this.cursor.offset();
	}

	/** The link is gone. */
	void end() {
		this.caughtUp = false;
		this.greeted = false;
		this.cursor.stop();
	}

	/** Whether this node does not know yet whether the stream is still the same. */
	boolean isReturning() {
		return this.cursor.isReturning();
	}

	/** Whether it has seen all that others sent. For any thread. */
	boolean isCaughtUp() {
		return this.caughtUp;
	}

	/** The order that all nodes share, if it is known. For any thread. */
	@Nullable String epoch() {
		return this.epoch;
	}

	/** When something of this node came back last, by {@link System#nanoTime()}. */
	long lastReturn() {
		return this.lastReturn;
	}

	/**
	 * Takes a frame.
	 * @param headers its headers
	 * @param body its body
	 * @return what it was
	 */
	Step take(StompHeaders headers, byte[] body) {
		if (!this.stream) {
			return open(body, 0);
		}
		long offset = Long.parseLong(String.valueOf(headers.getFirst("x-stream-offset")));
		return switch (this.cursor.look(offset, body)) {
			case NEXT -> {
				Step step = open(body, offset);
				if (step != Step.LOST) {
					this.cursor.move(offset, body);
					this.broker.advance((offset + 1) * FRAME - 1);
				}
				yield step;
			}
			// not before: another stream must not hear of this one's epoch
			case RETURNED -> Step.RETURNED;
			case SEEN -> Step.NEXT;
			case BROKEN -> forget("from " + this.cursor.offset() + " the stream goes on at " + offset);
		};
	}

	/**
	 * Something was missed, and nobody knows what. What the stream still keeps is read,
	 * and counts, once more.
	 * @param why for people
	 * @return that it is so
	 */
	Step forget(String why) {
		logger.warn("Events of other nodes were missed, " + why + ": all rooms begin anew");
		this.epoch = null;
		this.sender.stamp(null);
		this.cursor.forget();
		this.arrivals.forget();
		return Step.LOST;
	}

	private Step open(byte[] body, long offset) {
		Parcel parcel = read(body);
		if (parcel == null) {
			return Step.NEXT;
		}
		boolean before = this.caughtUp;
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
				return forget("node " + parcel.node() + " sent more than came");
			}
			boolean fresh = !self || numbered.number() == 0 || this.outbox.returned(numbered.number()) || this.replays;
			if (this.arrivals.take(parcel.node(), numbered.number())) {
				deliver(parcel.node(), self, fresh, numbered.letter(), nanos, place);
			}
		}
		if (self) {
			this.lastReturn = System.nanoTime();
		}
		if (self && this.caughtUp) {
			this.alone.endIfAllReturned();
		}
		else if (this.caughtUp) {
			this.neighbors.heardOf(parcel.node());
		}
		return (this.caughtUp && !before) ? Step.CAUGHT_UP : Step.NEXT;
	}

	private @Nullable Parcel read(byte[] body) {
		try {
			Parcel parcel = Parcel.read(body);
			if (parcel == null) {
				warn("of another version", null);
			}
			return parcel;
		}
		catch (IOException ex) {
			warn("nothing of ours", ex);
			return null;
		}
	}

	private void warn(String what, @Nullable Exception ex) {
		if (!this.warned) {
			this.warned = true;
			logger.warn("A frame came that is " + what
					+ "; such frames are passed over. realtime.relay.destination is for the nodes of one application",
					ex);
		}
	}

	private void deliver(String from, boolean self, boolean fresh, Letter letter, long nanos, long place) {
		if (letter instanceof Letter.Event event) {
			deliver(event, fresh, nanos, place);
		}
		else if (letter instanceof Letter.Command command && !self) {
			this.tell.accept(command.command());
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
			greetingReturned();
		}
		else if (!self && this.caughtUp) {
			this.neighbors.hear(from, letter);
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

	private void adopt(String epoch) {
		this.epoch = epoch;
		this.sender.stamp(epoch);
		this.broker.share(epoch, this.cursor.first() * FRAME);
		if (this.greeted) {
			this.greeted = false;
			greetingReturned();
		}
	}

	private void greetingReturned() {
		if (this.stream && this.epoch == null) {
			this.greeted = true;
			this.sender.say(new Letter.Proposal(Long.toString(this.random.nextLong() >>> 24, Character.MAX_RADIX)));
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
		this.lastReturn = System.nanoTime();
		this.caughtUp = true;
	}

}
