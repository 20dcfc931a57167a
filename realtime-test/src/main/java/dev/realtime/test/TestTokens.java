package dev.realtime.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.connection.JwtProperties;
import dev.realtime.connection.TokenCodec;
import dev.realtime.connection.TokenType;

/**
 * Issues the tokens that tests need and an application does not: with claims as a token
 * server would set them, or expired. Signed with {@code realtime.jwt.secret}, so not for
 * an application with a {@link dev.realtime.connection.ConnectAuthenticator} of its own.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 * @see RealtimeClients#connectWithToken(String)
 */
public final class TestTokens {

	private static final Duration LIFE = Duration.ofHours(1);

	private final TokenCodec codec;

	private final String principalClaim;

	TestTokens(TokenCodec codec, JwtProperties properties) {
		this.codec = codec;
		this.principalClaim = properties.principalClaim();
	}

	/**
	 * A connection token.
	 * @param user who connects
	 * @param claims what it says beside that, in place of what it would say: {@code exp}
	 * is in seconds, an hour from now if it is not among them
	 * @return the token
	 */
	public String connection(String user, Map<String, ?> claims) {
		Map<String, Object> all = life(user);
		all.put(this.principalClaim, user);
		all.putAll(claims);
		return this.codec.sign(TokenType.CONNECTION, all);
	}

	/**
	 * A connection token that was good once.
	 * @param user who would connect
	 * @return the token
	 */
	public String expiredConnection(String user) {
		return connection(user, Map.of("exp", Instant.now().minus(LIFE).getEpochSecond()));
	}

	/**
	 * A room token.
	 * @param user who may enter
	 * @param room the room's name
	 * @return the token
	 */
	public String room(String user, String room) {
		return room(user, room, Instant.now().plus(LIFE));
	}

	/**
	 * A room token that was good once.
	 * @param user who could enter
	 * @param room the room's name
	 * @return the token
	 */
	public String expiredRoom(String user, String room) {
		return room(user, room, Instant.now().minus(LIFE));
	}

	private String room(String user, String room, Instant end) {
		Map<String, Object> claims = life(user);
		claims.put("room", room);
		claims.put("iat", end.minus(LIFE).getEpochSecond());
		claims.put("exp", end.getEpochSecond());
		return this.codec.sign(TokenType.ROOM, claims);
	}

	private static Map<String, Object> life(String user) {
		Instant now = Instant.now();
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", user);
		claims.put("iat", now.getEpochSecond());
		claims.put("exp", now.plus(LIFE).getEpochSecond());
		return claims;
	}

}
