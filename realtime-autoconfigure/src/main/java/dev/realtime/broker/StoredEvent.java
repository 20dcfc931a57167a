package dev.realtime.broker;

import dev.realtime.RealtimeEvent;

/**
 * An event as it lies in an event registry, with its payload written as JSON. The name of
 * this class and of its component are in the database: they stay.
 *
 * @param event the event
 */
record StoredEvent(RealtimeEvent event) {

}
