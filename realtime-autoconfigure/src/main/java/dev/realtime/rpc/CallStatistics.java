package dev.realtime.rpc;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of calls, for those who measure. Public only because metrics read it.
 * <p>
 * Thread-safe.
 * <p>
 * Not API.
 */
public final class CallStatistics {

	private final Map<Outcome, Ended> ended = new EnumMap<>(Outcome.class);

	CallStatistics() {
		for (Outcome outcome : Outcome.values()) {
			this.ended.put(outcome, new Ended(new LongAdder(), new LongAdder()));
		}
	}

	void ended(Outcome outcome, long nanos) {
		Ended ended = this.ended.get(outcome);
		if (ended != null) {
			ended.calls().increment();
			ended.nanos().add(nanos);
		}
	}

	/**
	 * Calls so far.
	 * @return by outcome, every outcome there is
	 */
	public Map<Outcome, Ended> ended() {
		return this.ended;
	}

	/**
	 * Calls that ended one way.
	 *
	 * @param calls how many
	 * @param nanos how long they took together, in nanoseconds
	 */
	public record Ended(LongAdder calls, LongAdder nanos) {

	}

	/** What may become of a call. */
	public enum Outcome {

		/** It returned. */
		RESULT,
		/** The method answered with an {@link RpcException}. */
		ERROR,
		/** It was not run: no such method, or too many calls at a time. */
		REFUSED,
		/** It took longer than {@code realtime.rpc.timeout}. */
		TIMEOUT,
		/** The method failed. */
		INTERNAL;

		/**
		 * The outcome's name, as metrics have it.
		 * @return in lower case
		 */
		public String id() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
