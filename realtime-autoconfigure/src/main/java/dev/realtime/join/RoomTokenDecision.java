package dev.realtime.join;

import java.time.Instant;

/**
 * What a room token is worth.
 */
sealed interface RoomTokenDecision {

	/**
	 * It lets its user in.
	 *
	 * @param until when the stay has to end, clock skew included
	 * @param issuedAtMillis when it was issued, to compare with evictions; the start of
	 * that second where the issuer told no more
	 */
	record Granted(Instant until, long issuedAtMillis) implements RoomTokenDecision {

	}

	/**
	 * It does not.
	 *
	 * @param code {@code token_expired} if nothing but its age is wrong, else
	 * {@code token_invalid}
	 */
	record Refused(String code) implements RoomTokenDecision {

		static final Refused INVALID = new Refused("token_invalid");

		static final Refused EXPIRED = new Refused("token_expired");

	}

}
