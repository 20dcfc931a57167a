package dev.realtime.connection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A point in time as tokens write it: seconds since the epoch (RFC 7519, section 2).
 */
final class NumericDate {

	/** The end of year 9999; what lies behind is a date in milliseconds, or nonsense. */
	private static final double LATEST = 253_402_300_799d;

	private NumericDate() {
	}

	/**
	 * Reads a claim.
	 * @param value what the token holds
	 * @return the point in time; {@code null} if there is no claim
	 * @throws IllegalArgumentException if it is not a numeric date. A text is not one,
	 * not even an empty one: taking it for "no date" would make a token endless
	 */
	static @Nullable Instant read(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		if (value instanceof Number seconds && Math.abs(seconds.doubleValue()) <= LATEST) {
			return toInstant(seconds);
		}
		throw new IllegalArgumentException("Not a numeric date");
	}

	static Instant toInstant(Number seconds) {
		return Instant.ofEpochMilli((long) (seconds.doubleValue() * 1000));
	}

}
