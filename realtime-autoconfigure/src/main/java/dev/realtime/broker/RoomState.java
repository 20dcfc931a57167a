package dev.realtime.broker;

import java.util.List;

/**
 * How a room is at a moment. Tells no content of events. Not API.
 *
 * @param room its name
 * @param members clients in it on this node
 * @param users the users in it on all nodes, each once; at most {@value #MAX_USERS}
 * @param publications events told here since it is known
 * @param position where it stands, for who recovers
 * @param kept publications in its history
 * @param memory bytes of its history, by estimate
 * @param recent the newest publications of its history, the newest first
 */
public record RoomState(String room, int members, List<String> users, long publications, String position, int kept,
		long memory, List<Recent> recent) {

	static final int MAX_USERS = 100;

	static final int MAX_RECENT = 20;

	/**
	 * An event that was told.
	 *
	 * @param event its name
	 * @param id its id
	 * @param position its position
	 * @param bytes of its JSON
	 * @param ageMillis how long ago, in milliseconds
	 */
	public record Recent(String event, String id, String position, int bytes, long ageMillis) {

	}

}
