package dev.realtime.push;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets a request that is sent again happen once. Remembers a limited number of requests
 * for a limited time, the oldest forgotten first, on this node alone.
 * <p>
 * Thread-safe. Of several equal requests at a time one happens and the others wait for
 * its outcome; if it fails, one of them takes its turn.
 */
final class Idempotency {

	static final Duration WINDOW = Duration.ofMinutes(5);

	private final int limit;

	private final Clock clock;

	private final PushStatistics statistics;

	/** Oldest first; guarded by itself. */
	private final Map<String, Remembered> requests = new LinkedHashMap<>();

	Idempotency(int limit, Clock clock, PushStatistics statistics) {
		this.limit = limit;
		this.clock = clock;
		this.statistics = statistics;
	}

	/**
	 * Does something unless it was done before.
	 * @param key names the request
	 * @param fingerprint of its content
	 * @param action what to do
	 * @return what the action returned, now or then
	 * @throws PushRefused if the key named another content
	 */
	String once(String key, byte[] fingerprint, Supplier<String> action) {
		while (true) {
			Remembered mine = new Remembered(fingerprint, this.clock.instant());
			Remembered earlier = remember(key, mine);
			if (earlier == null) {
				return perform(key, mine, action);
			}
			if (!MessageDigest.isEqual(earlier.fingerprint, fingerprint)) {
				throw new PushRefused(PushProblem.IDEMPOTENCY_MISMATCH);
			}
			if (earlier.succeeded.join()) {
				return earlier.outcome();
			}
		}
	}

	/** Returns the earlier request of this key, else remembers this one. */
	private @Nullable Remembered remember(String key, Remembered request) {
		synchronized (this.requests) {
			Iterator<Remembered> oldest = this.requests.values().iterator();
			while (oldest.hasNext() && oldest.next().since.isBefore(request.since.minus(WINDOW))) {
				oldest.remove();
			}
			Remembered earlier = this.requests.putIfAbsent(key, request);
			if (this.requests.size() > this.limit) {
				oldest = this.requests.values().iterator();
				oldest.next();
				oldest.remove();
				this.statistics.forgotten();
			}
			return earlier;
		}
	}

	private String perform(String key, Remembered request, Supplier<String> action) {
		boolean succeeded = false;
		try {
			String outcome = action.get();
			request.outcome = outcome;
			succeeded = true;
			return outcome;
		}
		finally {
			if (!succeeded) {
				synchronized (this.requests) {
					this.requests.remove(key, request);
				}
			}
			request.succeeded.complete(succeeded);
		}
	}

	/** A request that is going on or has happened. */
	private static final class Remembered {

		private final byte[] fingerprint;

		private final Instant since;

		private final CompletableFuture<Boolean> succeeded = new CompletableFuture<>();

		private volatile @Nullable String outcome;

		Remembered(byte[] fingerprint, Instant since) {
			this.fingerprint = fingerprint;
			this.since = since;
		}

		String outcome() {
			String outcome = this.outcome;
			if (outcome == null) {
				throw new IllegalStateException("A request that succeeded has an outcome");
			}
			return outcome;
		}

	}

}
