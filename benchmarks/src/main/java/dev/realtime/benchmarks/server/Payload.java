package dev.realtime.benchmarks.server;

/**
 * What every server sends: about 300 bytes of JSON.
 *
 * @param seq the event's number within its room
 * @param ns when it was published, by the machine's monotonic clock
 * @param op what happened
 * @param service to what
 * @param room the room
 * @param id the resource's id
 * @param data the resource
 */
record Payload(long seq, long ns, String op, String service, String room, String id, Message data) {

	private static final String TEXT = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam "
			+ "nonumy eirmod tempor";

	static Payload of(long seq, String room) {
		return new Payload(seq, System.nanoTime(), "created", "messages", room, "5f2c9a417be",
				new Message(42, 4711, "alice", TEXT, "2026-01-01T00:00:00Z"));
	}

	record Message(long id, long channel, String author, String text, String createdAt) {

	}

}
