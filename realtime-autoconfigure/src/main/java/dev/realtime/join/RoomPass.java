package dev.realtime.join;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a browser needs to join a room right behind a REST answer: the answer holds
 * everything up to the position, the room everything after it.
 *
 * @param room the room's name
 * @param token a room token of one user, a secret
 * @param position where the room stood; {@code null} where there is nothing to join, as
 * with {@code realtime.enabled=false}
 * @since 0.1
 * @see RoomTokens#pass(String, String)
 */
public record RoomPass(String room, String token,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String position) {

	@Override
	public String toString() {
		// without the token, which opens the room to whoever reads a log
		return "RoomPass[room=" + this.room + ", position=" + this.position + "]";
	}

}
