package dev.realtime.connection;

/**
 * A subscription to what is for this connection alone: events for its user, and replies.
 *
 * @param id the id the client chose
 */
record OwnQueue(String id) implements Subscription {

	@Override
	public void end() {
		// nothing else knows of it
	}

}
