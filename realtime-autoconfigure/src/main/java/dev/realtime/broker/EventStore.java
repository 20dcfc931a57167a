package dev.realtime.broker;

import java.util.List;

import dev.realtime.RealtimeEvent;

/**
 * Keeps events together with what they tell of, so that a crash between the commit and
 * the sending loses none of them.
 */
interface EventStore {

	/**
	 * Stores events in the current transaction, which is about to commit.
	 * @param events what will be told
	 * @return to be ended when it is known what became of them
	 * @throws RuntimeException if they cannot be stored; the transaction then fails
	 */
	Stored store(List<RealtimeEvent> events);

	/** Events that are stored. Its methods do not throw. */
	interface Stored {

		/** They were told, and need not be told again. */
		void told();

		/** Their transaction was rolled back, and they with it. */
		void rolledBack();

	}

}
