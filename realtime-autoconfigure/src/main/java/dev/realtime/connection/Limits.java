package dev.realtime.connection;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import dev.realtime.protocol.FrameRefused;
import dev.realtime.protocol.Refusal;

/**
 * How often clients met which limit. The limits are few and fixed, so that no client can
 * make this grow.
 * <p>
 * Thread-safe.
 * <p>
 * Not API.
 */
public final class Limits {

	private final Map<Limit, LongAdder> exceeded = new EnumMap<>(Limit.class);

	Limits() {
		for (Limit limit : Limit.values()) {
			this.exceeded.put(limit, new LongAdder());
		}
	}

	/**
	 * Counts.
	 * @return {@code true}, so that a check can end with it
	 */
	boolean count(Limit limit) {
		LongAdder count = this.exceeded.get(limit);
		if (count != null) {
			count.increment();
		}
		return true;
	}

	FrameRefused exceeded(Limit limit, Refusal refusal) {
		count(limit);
		return new FrameRefused(refusal);
	}

	long count() {
		return this.exceeded.values().stream().mapToLong(LongAdder::sum).sum();
	}

	/**
	 * Limits that were met so far.
	 * @return all limits by their {@linkplain Limit#id() names}, with how often
	 */
	public Map<String, LongAdder> exceeded() {
		Map<String, LongAdder> exceeded = new LinkedHashMap<>();
		this.exceeded.forEach((limit, count) -> exceeded.put(limit.id(), count));
		return exceeded;
	}

	/** What is limited. */
	public enum Limit {

		/** {@code realtime.connection.max-frames}. */
		FRAMES,
		/** {@code realtime.connection.max-message-size}. */
		MESSAGE_SIZE,
		/** {@code realtime.connection.max-rooms}. */
		ROOMS,
		/** {@code realtime.connection.max-joins}. */
		JOINS,
		/** {@code realtime.connection.max-refusals}. */
		REFUSALS,
		/** {@code realtime.connection.max-per-user}. */
		PER_USER,
		/** {@code realtime.connection.max-per-address}. */
		PER_ADDRESS,
		/** {@code realtime.connection.connect-timeout}. */
		CONNECT_TIME,
		/** The time a frame may take from its first byte to its last. */
		FRAME_TIME;

		/**
		 * The limit's name, as metrics have it.
		 * @return lower case with dashes
		 */
		public String id() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
