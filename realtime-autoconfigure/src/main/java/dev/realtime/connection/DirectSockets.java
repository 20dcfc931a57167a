package dev.realtime.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sockets whose client has something to do: to take what was written, or to answer a
 * close frame. Who does not in time is given up.
 * <p>
 * Thread-safe.
 */
final class DirectSockets implements EverySecond {

	private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

	private final Duration sendTimeout;

	DirectSockets(Duration sendTimeout) {
		this.sendTimeout = sendTimeout;
	}

	Duration sendTimeout() {
		return this.sendTimeout;
	}

	void add(Waiting socket) {
		this.waiting.add(socket);
	}

	void remove(Waiting socket) {
		this.waiting.remove(socket);
	}

	@Override
	public void tick() {
		long now = System.nanoTime();
		for (Waiting socket : this.waiting) {
			if (socket.isOverdue(now)) {
				socket.overdue();
			}
		}
	}

	/** A socket whose client has something to do. */
	interface Waiting {

		/**
		 * Whether the client did not do in time what it has to.
		 * @param now by {@link System#nanoTime()}
		 */
		boolean isOverdue(long now);

		/** Gives the client up. */
		void overdue();

	}

}
