package dev.realtime.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What came of a join.
 *
 * @param code {@code null} on success, else why it was refused
 * @param position where the room stood; {@code null} if it was refused
 * @param recovered whether all that was missed follows; {@code null} if no position was
 * given
 * @param members the users in a room with presence, else empty
 * @since 0.1
 */
public record JoinOutcome(@Nullable String code, @Nullable String position, @Nullable Boolean recovered,
		List<String> members) {

	/**
	 * Whether the client is in the room.
	 * @return whether it is
	 */
	public boolean joined() {
		return this.code == null;
	}

}
