package dev.realtime.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.RealtimeUser;

/**
 * Issues connection tokens, for applications that have no token server: a controller that
 * knows who is logged in hands the browser one. <pre class="code">
 * &#64;PostMapping("/api/realtime-token")
 * String token(Principal user) {
 *   return tokens.issue(user.getName());
 * }
 * </pre> They are JWTs signed with {@code realtime.jwt.secret} and live for
 * {@code realtime.jwt.token-ttl}; a connection ends with its token unless it is
 * refreshed.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 * @see ConnectAuthenticator
 */
public final class ConnectionTokens {

	private final TokenCodec codec;

	private final String principalClaim;

	private final Duration ttl;

	private final Clock clock;

	ConnectionTokens(TokenCodec codec, JwtProperties properties, Clock clock) {
		this.codec = codec;
		this.principalClaim = properties.principalClaim();
		this.ttl = properties.tokenTtl();
		this.clock = clock;
	}

	/**
	 * Issues a token.
	 * @param user whose connection it opens
	 * @return the token, a secret of that user
	 * @throws IllegalArgumentException if it cannot be a user's name, see
	 * {@link RealtimeUser}
	 */
	public String issue(String user) {
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", new RealtimeUser(user).name());
		claims.put(this.principalClaim, user);
		long now = this.clock.instant().getEpochSecond();
		claims.put("iat", now);
		claims.put("exp", now + this.ttl.toSeconds());
		return this.codec.sign(TokenType.CONNECTION, claims);
	}

}
