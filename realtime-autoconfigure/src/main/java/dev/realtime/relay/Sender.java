package dev.realtime.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * Sends what this node has for the others, many letters in a frame. A thread of its own
 * does it, since a link blocks until the broker takes what is sent.
 * <p>
 * Thread-safe.
 */
final class Sender {

	private static final int MAX_CONTROLS = 50;

	private static final long IDLE_MILLIS = 20;

	private final Thread thread = new Thread(this::sendAll, "realtime-relay-sender");

	private final String node;

	private final Outbox outbox;

	private volatile boolean running = true;

	private volatile @Nullable String epoch;

	private volatile @Nullable Line line;

	/**
	 * Creates one that does not send yet.
	 * @param node this node's name
	 * @param outbox what is to be sent once it has caught up
	 */
	Sender(String node, Outbox outbox) {
		this.node = node;
		this.outbox = outbox;
		this.thread.setDaemon(true);
	}

	/**
	 * A link that is open, and what nodes tell each other over it alone: nothing that was
	 * meant for one goes over the next.
	 */
	private static final class Line {

		private final Queue<Letter> controls = new ConcurrentLinkedQueue<>();

		private final BrokerLink link;

		private final Circuit circuit;

		private volatile boolean takesEvents;

		/** Of the thread that sends. */
		private boolean broken;

		Line(BrokerLink link, Circuit circuit) {
			this.link = link;
			this.circuit = circuit;
		}

	}

	void start() {
		this.thread.start();
	}

	void stop() {
		this.running = false;
		this.outbox.wake();
	}

	/** From now on what is said goes over a link; what is in the outbox stays there. */
	void open(BrokerLink link, Circuit circuit) {
		this.line = new Line(link, circuit);
	}

	/**
	 * Every frame says which order this node knows.
	 * @param epoch the name of the order; {@code null} if it knows none
	 */
	void stamp(@Nullable String epoch) {
		this.epoch = epoch;
	}

	/** This node has caught up: what is in the outbox goes too. */
	void openForEvents() {
		// whatever a line that broke took last
		this.outbox.rewind();
		Line line = this.line;
		if (line != null) {
			line.takesEvents = true;
		}
		this.outbox.wake();
	}

	/** The link is gone, and with it what was said last. */
	void close() {
		this.line = null;
		this.outbox.rewind();
	}

	/**
	 * Tells the others something that may come twice or never.
	 * @param letter what; nobody is told while no link is open
	 */
	void say(Letter letter) {
		Line line = this.line;
		if (line != null) {
			line.controls.add(letter);
			this.outbox.wake();
		}
	}

	/** Whether all was sent that was said. */
	boolean isSilent() {
		Line line = this.line;
		return line == null || line.controls.isEmpty();
	}

	private void sendAll() {
		while (this.running) {
			Line line = this.line;
			try {
				if (line == null || line.broken || !sendSome(line)) {
					this.outbox.await(IDLE_MILLIS);
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				if (line != null) {
					line.broken = true;
					line.link.failed(ex);
				}
			}
		}
	}

	private boolean sendSome(Line line) {
		boolean served = line.circuit.serve(line.link);
		List<Parcel.Numbered> letters = new ArrayList<>();
		Letter control = line.controls.poll();
		while (control != null) {
			letters.add(new Parcel.Numbered(0, control));
			control = (letters.size() < MAX_CONTROLS) ? line.controls.poll() : null;
		}
		if (line.takesEvents) {
			letters.addAll(this.outbox.batch());
		}
		if (letters.isEmpty()) {
			return served;
		}
		Parcel parcel = new Parcel(this.node, this.epoch, System.currentTimeMillis(), letters);
		line.link.send(line.circuit.entrance(), parcel.write());
		return true;
	}

}
