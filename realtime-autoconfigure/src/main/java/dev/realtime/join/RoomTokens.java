package dev.realtime.join;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.connection.TokenCodec;
import dev.realtime.connection.TokenType;

/**
 * Issues room tokens: each lets one user into one room until it expires, whatever the
 * other rules say. Whoever issues one has decided that this user may see the room.
 * <pre class="code">
 * &#64;GetMapping("/api/channels/{id}/messages")
 * Map&lt;String, Object&gt; list(&#64;PathVariable long id, Principal user) {
 *   RoomPass pass = tokens.pass(user.getName(), "/channels/" + id);  // before the data
 *   return Map.of("messages", messages.list(id), "websockets", List.of(pass));
 * }
 * </pre> The tokens are JWTs signed with {@code realtime.jwt.secret} and live for
 * {@code realtime.rooms.token-ttl}. They do not open a connection.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 * @see RoomPass
 */
public final class RoomTokens {

	/**
	 * Private claim: when the token was issued, in milliseconds. {@code iat} counts
	 * seconds, too coarse to tell a token issued just before an eviction from one issued
	 * just after it.
	 */
	static final String ISSUED_AT_MILLIS = "iat_ms";

	private final TokenCodec codec;

	private final Duration ttl;

	private final RoomPositions positions;

	private final Clock clock;

	RoomTokens(TokenCodec codec, Duration ttl, RoomPositions positions, Clock clock) {
		this.codec = codec;
		this.ttl = ttl;
		this.positions = positions;
		this.clock = clock;
	}

	/**
	 * Issues a token.
	 * @param user who may enter
	 * @param room the room's name
	 * @return the token, a secret of that user
	 * @throws IllegalArgumentException if user or room cannot be a
	 * {@linkplain RealtimeUser user's} or {@linkplain Room room's} name
	 */
	public String issue(String user, String room) {
		Instant now = this.clock.instant();
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", new RealtimeUser(user).name());
		claims.put("room", new Room(room).name());
		claims.put("iat", now.getEpochSecond());
		claims.put("exp", now.getEpochSecond() + this.ttl.toSeconds());
		claims.put(ISSUED_AT_MILLIS, now.toEpochMilli());
		return this.codec.sign(TokenType.ROOM, claims);
	}

	/**
	 * Issues a token and says where the room stands. Ask for it before reading the data
	 * it accompanies: what happens in between is then told twice, and not never.
	 * @param user who may enter
	 * @param room the room's name
	 * @return room, token and position
	 * @throws IllegalArgumentException if user or room cannot be a
	 * {@linkplain RealtimeUser user's} or {@linkplain Room room's} name
	 */
	public RoomPass pass(String user, String room) {
		String token = issue(user, room);
		return new RoomPass(room, token, this.positions.position(room));
	}

}
