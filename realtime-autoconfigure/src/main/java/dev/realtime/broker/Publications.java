package dev.realtime.broker;

import java.util.List;
import java.util.Set;

import dev.realtime.RealtimeEvent;

/**
 * Where events leave for the rooms and users they name. A place in the order of a room is
 * taken before the transaction that caused the event commits, so that whoever saw that
 * commit is told later: {@code updated} never overtakes {@code created}.
 */
interface Publications {

	/**
	 * Takes the next place in the order of each room. Every reservation must be ended,
	 * since what comes later in those rooms waits for it.
	 * @param rooms names of rooms
	 * @return the place
	 */
	Reservation reserve(Set<String> rooms);

	/**
	 * Tells an event that no transaction holds back and nobody traces.
	 * @param event the event
	 */
	default void publish(RealtimeEvent event) {
		publish(new TracedEvent(event, null));
	}

	/**
	 * Tells an event that no transaction holds back.
	 * @param event the event
	 */
	default void publish(TracedEvent event) {
		reserve(Set.copyOf(event.event().rooms())).publish(List.of(event));
	}

	/** A place in the order of some rooms. */
	interface Reservation {

		/**
		 * Ends the reservation with events, told in this order. Does not throw.
		 * @param events events whose rooms were reserved; possibly none
		 */
		void publish(List<TracedEvent> events);

		/** Ends the reservation with nothing to tell. */
		default void release() {
			publish(List.of());
		}

	}

}
