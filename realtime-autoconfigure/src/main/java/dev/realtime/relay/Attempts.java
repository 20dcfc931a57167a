package dev.realtime.relay;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

/**
 * When the broker is tried again, and at which of its addresses. All nodes lose it at
 * once and must not come back at once: pauses grow, and are random.
 * <p>
 * Not thread-safe.
 */
final class Attempts {

	private static final long MIN_PAUSE_MILLIS = 100;

	private static final long MAX_PAUSE_MILLIS = 5000;

	private static final int MAX_DOUBLINGS = 5;

	private long count;

	private int failures;

	private long due;

	/** Whether it is time for one. */
	boolean isDue(long now) {
		return this.count == 0 || now - this.due >= 0;
	}

	/** Begins one. */
	Address begin(List<Address> addresses) {
		return addresses.get((int) (this.count++ % addresses.size()));
	}

	/** How many were begun: the number of the last. */
	long count() {
		return this.count;
	}

	/** The last one failed, or what it led to is over. */
	void ended(long now) {
		long ceiling = Math.min(MAX_PAUSE_MILLIS, 250L << Math.min(MAX_DOUBLINGS, this.failures++));
		long pause = ThreadLocalRandom.current().nextLong(MIN_PAUSE_MILLIS, ceiling);
		this.due = now + TimeUnit.MILLISECONDS.toNanos(pause);
	}

	/** The last one led to something. */
	void succeeded() {
		this.failures = 0;
	}

}
