package dev.realtime.relay;

import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What this node and the others tell each other of themselves: that they are there, and
 * who is with them.
 * <p>
 * Clients may come and go on any thread; what nodes tell each other is for the one that
 * handles what comes.
 */
final class Neighbors {

	private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** A link so slow says nothing of those that are silent. */
	private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long MIN_ANSWER_MILLIS = 50;

	private static final long MAX_ANSWER_MILLIS = 500;

	private final OwnMembers own = new OwnMembers();

	private final OtherNodes others;

	private final Consumer<Letter> say;

	private final LongSupplier nanos;

	private long lastBeat;

	private long answerAt;

	/**
	 * Creates an empty neighborhood.
	 * @param say tells all nodes
	 * @param changes told who came to another node or went
	 * @param nanos the time, as {@link System#nanoTime()} tells it
	 */
	Neighbors(Consumer<Letter> say, Consumer<Letter.Change> changes, LongSupplier nanos) {
		this.say = say;
		this.others = new OtherNodes(changes, nanos);
		this.nanos = nanos;
	}

	void entered(String room, String user) {
		this.own.entered(room, user);
	}

	void left(String room, String user) {
		this.own.left(room, user);
	}

	/** The users in a room on other nodes. */
	Set<String> members(String room) {
		return this.others.members(room);
	}

	/** How many other nodes are alive. */
	int count() {
		return this.others.count();
	}

	/** Says who is with this node, as if nobody knew. */
	void introduce() {
		this.own.takeAll().forEach(this.say);
	}

	/** Says that this node is there, and who came and went. */
	void keepInTouch() {
		long now = this.nanos.getAsLong();
		if (now - this.lastBeat > BEAT_NANOS) {
			this.lastBeat = now;
			this.say.accept(new Letter.Beat());
		}
		if (this.answerAt != 0 && now - this.answerAt >= 0) {
			this.answerAt = 0;
			introduce();
		}
		else {
			this.own.takeNews().forEach(this.say);
		}
	}

	/**
	 * Takes those for dead that are silent.
	 * @param late how long the last that this node sent is on its way, in nanoseconds:
	 * what others say may be as late
	 */
	void expire(long late) {
		if (late < SLOW_NANOS) {
			this.others.expire();
		}
	}

	/** A node sent something, whatever it is. */
	void heardOf(String node) {
		this.others.stillThere(node);
	}

	/**
	 * Another node said something of itself.
	 * @param from its name
	 * @param letter what it said
	 */
	void hear(String from, Letter letter) {
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
				this.say.accept(new Letter.Hello(0));
			}
		}
	}

	/** Not at once: all the others answer too. */
	private void answerSoon() {
		if (this.answerAt == 0) {
			long delay = ThreadLocalRandom.current().nextLong(MIN_ANSWER_MILLIS, MAX_ANSWER_MILLIS);
			this.answerAt = this.nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delay);
		}
	}

}
