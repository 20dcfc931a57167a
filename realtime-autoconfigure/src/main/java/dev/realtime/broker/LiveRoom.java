package dev.realtime.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.realtime.history.History;

/**
 * One room: its members, its history and the places taken in its order.
 * <p>
 * {@link #order} guards everything else, so that everyone in the room sees one order, and
 * so that the history a newcomer reads and the live stream it enters meet exactly.
 */
final class LiveRoom {

	final String name;

	final ReentrantLock order = new ReentrantLock();

	final History history;

	/** Where its positions come from; another one has taken over if it is not current. */
	Numbering numbering;

	/**
	 * Events were delivered here at once, since the other nodes could not be reached:
	 * positions are this node's own until they can be again.
	 */
	boolean alone;

	final ArrayDeque<Place> places = new ArrayDeque<>();

	private final List<RoomSubscription> members = new ArrayList<>();

	/** When something was last published here, by {@link System#nanoTime()}. */
	volatile long lastPublished;

	/** Events told here since it is known; written in its order. */
	volatile long published;

	/** When somebody last published or left here, by {@link System#nanoTime()}. */
	volatile long lastUsed;

	/** Members have not been told yet where the room stands now that it is quiet. */
	boolean unsettled;

	/** No longer in the table of rooms: whoever holds this one looks again. */
	boolean forgotten;

	LiveRoom(String name, Numbering numbering, History history, long now) {
		this.name = name;
		this.numbering = numbering;
		this.history = history;
		this.lastPublished = now;
		this.lastUsed = now;
	}

	void add(RoomSubscription member) {
		member.index = this.members.size();
		this.members.add(member);
	}

	boolean remove(RoomSubscription member) {
		if (member.index < 0) {
			return false;
		}
		// the last one takes its place: leaving costs the same in a room of any size
		RoomSubscription last = this.members.remove(this.members.size() - 1);
		if (last != member) {
			this.members.set(member.index, last);
			last.index = member.index;
		}
		member.index = -1;
		return true;
	}

	List<RoomSubscription> members() {
		return this.members;
	}

	/**
	 * How many are in it.
	 * @return as of about now, for who does not hold the order
	 */
	int size() {
		return this.members.size();
	}

	/** Whether nothing would be lost by forgetting the room but its publications. */
	boolean isIdle() {
		return this.members.isEmpty() && this.places.isEmpty();
	}

	/** A place in the room's order. */
	static final class Place {

		/** When it was taken, by {@link System#nanoTime()}. */
		final long since;

		/** {@code null} until it is known what happened. */
		@Nullable List<Telling> tellings;

		/** Others did not wait for it any longer. */
		boolean givenUp;

		Place(long since) {
			this.since = since;
		}

	}

}
