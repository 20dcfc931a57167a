package dev.realtime.broker;

import dev.realtime.history.History;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;

/**
 * Where the positions of rooms come from: from this node alone, or from an order that all
 * nodes share.
 * <p>
 * Thread-safe.
 */
interface Numbering {

	/**
	 * The history of a room of which nothing is known.
	 * @param limits its bounds
	 * @param room the room's name
	 */
	History open(HistoryProperties limits, String room);

	/**
	 * Where a room stands of which nothing is known.
	 * @param room the room's name
	 */
	Position unused(String room);

	/**
	 * Begins a room's history anew, so that nobody recovers from before.
	 * @param history the room's history
	 * @param room the room's name
	 * @param offset where the shared order is now, if it is known
	 */
	void restart(History history, String room, long offset);

	/**
	 * Notes that a room with publications is no longer known here.
	 * @param room the room's name
	 * @param offset its last one
	 */
	void forget(String room, long offset);

	/** Has nobody recover from before in rooms of which nothing is known. */
	void forgetUnused();

	/**
	 * Up to where all publications of a room are known.
	 * @param offset the newest one's
	 * @return the offset or a later one
	 */
	long known(long offset);

}
