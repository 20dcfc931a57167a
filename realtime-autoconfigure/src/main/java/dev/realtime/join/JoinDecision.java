package dev.realtime.join;

import dev.realtime.protocol.Refusal;

/** Whether a user may enter a room. */
sealed interface JoinDecision {

	/**
	 * The user may.
	 *
	 * @param deadline when the stay ends, by {@link System#nanoTime()};
	 * {@link Long#MAX_VALUE} for never
	 * @param byRule whether an access rule said so, which may be asked again
	 */
	record Admitted(long deadline, boolean byRule) implements JoinDecision {

	}

	/**
	 * The user may not.
	 *
	 * @param refusal why
	 */
	record Refused(Refusal refusal) implements JoinDecision {

	}

}
