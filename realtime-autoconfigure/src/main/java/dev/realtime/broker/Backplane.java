package dev.realtime.broker;

import java.util.Set;

/**
 * What joins this node's rooms with those of other nodes. What it takes over comes back
 * through {@link RoomBroker#deliver}, in the one order of all nodes.
 * <p>
 * Thread-safe. Nothing here blocks but {@link #pace()}.
 */
public interface Backplane {

	/**
	 * Takes over an event of a room, called in that room's order.
	 * @param room the room's name
	 * @param event the event
	 * @return {@code false} if the other nodes cannot be reached now, so that it has to
	 * be delivered here at once; they are told later
	 */
	boolean take(String room, EncodedEvent event);

	/**
	 * Takes over the users' copies of an event.
	 * @param event the event
	 * @return {@code false} if they have to be delivered here at once
	 */
	boolean takeForUsers(EncodedEvent event);

	/** Whether events have to be delivered here at once now. */
	boolean isAlone();

	/** Lets the nodes catch up a little with who publishes; no lock is held. */
	void pace();

	/**
	 * A client entered a room here. Called in the room's order.
	 * @param room the room's name
	 * @param user the user's name
	 */
	void entered(String room, String user);

	/**
	 * A client left a room here. Called in the room's order.
	 * @param room the room's name
	 * @param user the user's name
	 */
	void left(String room, String user);

	/**
	 * Who is in a room on other nodes.
	 * @param room the room's name
	 * @return the users' names
	 */
	Set<String> members(String room);

}
