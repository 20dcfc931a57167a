package dev.realtime.broker;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeEvent;

/**
 * An event that waits for its transaction.
 *
 * @param event the event
 * @param committed computes its resource anew after the commit; {@code null} if it is the
 * entity itself, which is only written then
 * @param trace what it is part of; {@code null} if nobody traces it
 */
record Change(RealtimeEvent event, @Nullable Supplier<@Nullable Object> committed, @Nullable Trace trace) {

	Change with(RealtimeEvent event) {
		return new Change(event, this.committed, this.trace);
	}

	/** The event as it was committed. */
	RealtimeEvent settle() {
		return (this.committed != null) ? this.event.withResource(this.committed.get()) : this.event;
	}

}
