package dev.realtime.relay;

import java.time.Duration;
import java.util.List;

import dev.realtime.broker.RoomBroker;

/**
 * Delivers here what does not come back in time. It still goes to the others, and when
 * all of it is back, the rooms where that happened fetch again.
 * <p>
 * Not thread-safe.
 */
final class Alone {

	private static final int MAX_PATIENCES = 5;

	private final Outbox outbox;

	private final RoomBroker broker;

	private final long patience;

	private boolean owes;

	Alone(Outbox outbox, RoomBroker broker, Duration patience) {
		this.outbox = outbox;
		this.broker = broker;
		this.patience = patience.toNanos();
	}

	/**
	 * Looks whether this node has to go on alone, or no longer has to.
	 * @param joined whether it has caught up with the others
	 * @param away how long the broker has been away, in nanoseconds
	 * @param silent how long nothing of this node came back, in nanoseconds; 0 if
	 * something lies here that was not handled yet
	 */
	void check(boolean joined, long away, long silent) {
		// what keeps coming is late but not missing
		boolean missing = silent > this.patience && this.outbox.isOverdue(this.patience);
		boolean gone = !joined && away > this.patience;
		if (!this.outbox.isAlone() && (gone || missing || this.outbox.isOverdue(MAX_PATIENCES * this.patience))) {
			begin();
		}
		else if (this.outbox.isAlone() && joined && this.outbox.oldest() < this.patience / 2) {
			this.outbox.endAlone();
		}
	}

	private void begin() {
		List<Outbox.Entry> overdue = this.outbox.goAlone();
		while (!overdue.isEmpty()) {
			overdue.forEach((entry) -> deliver((Letter.Event) entry.letter));
			overdue = this.outbox.goAlone();
		}
		this.owes = true;
	}

	private void deliver(Letter.Event letter) {
		String room = letter.room();
		if (room != null) {
			this.broker.deliverAlone(room, letter.event());
		}
		else {
			this.broker.deliverToUsers(letter.event());
		}
	}

	/** Ends it if all that was delivered alone is back. */
	void endIfAllReturned() {
		if (this.owes && !this.outbox.isAlone() && !this.outbox.owesAlone()) {
			this.owes = false;
			this.broker.endAlone();
		}
	}

}
