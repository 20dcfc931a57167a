package dev.realtime.broker;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeEvent;

/**
 * Follows events from who publishes them to their rooms. Between the two lie a commit and
 * often another thread or node, so the event carries what it is part of. Not API.
 * <p>
 * Thread-safe. Called once for each event, never for each receiver, and without a lock.
 */
public interface Tracing {

	/** Nobody traces. */
	Tracing NONE = new Tracing() {

		@Override
		public void publish(RealtimeEvent event, Consumer<@Nullable Trace> action) {
			action.accept(null);
		}

		@Override
		public FanOut fanOut(EncodedEvent event) {
			return FanOut.UNTRACED;
		}

	};

	/**
	 * Takes an event in, on the thread of who publishes it.
	 * @param event the event
	 * @param action takes it in, and gets what the event carries from here on
	 */
	void publish(RealtimeEvent event, Consumer<@Nullable Trace> action);

	/**
	 * Begins the fan-out of an event.
	 * @param event an event that may leave
	 * @return to be ended
	 */
	FanOut fanOut(EncodedEvent event);

	/** A fan-out that goes on. */
	interface FanOut {

		/** Nobody traces this one. */
		FanOut UNTRACED = () -> {
			// nobody to tell
		};

		/** Every connection has the event in line. Called once, by any thread. */
		void end();

	}

}
