package dev.realtime.broker;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeEvent;

/**
 * An event that leaves.
 *
 * @param event the event
 * @param trace what it is part of; {@code null} if nobody traces it
 */
record TracedEvent(RealtimeEvent event, @Nullable Trace trace) {

}
