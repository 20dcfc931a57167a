package dev.realtime.connection;

/**
 * What a client receives under one subscription id. The table of these on a connection is
 * the only truth for delivery.
 * <p>
 * Not API.
 */
public interface Subscription {

	/**
	 * The id the client chose.
	 * @return unique among the connection's live subscriptions
	 */
	String id();

	/**
	 * Stops delivery because the client left or its connection ended. Called at most
	 * once, with no lock held.
	 */
	void end();

	/**
	 * When the subscription ends by itself.
	 * @return by {@link System#nanoTime()}; {@link Long#MAX_VALUE} for never
	 */
	default long deadline() {
		return Long.MAX_VALUE;
	}

	/** Ends it because its {@link #deadline()} has passed, and tells the client. */
	default void expire() {
	}

	/**
	 * Whether it counts against the rooms a connection may be in.
	 * @return whether it is a stay in a room
	 */
	default boolean isRoom() {
		return false;
	}

}
