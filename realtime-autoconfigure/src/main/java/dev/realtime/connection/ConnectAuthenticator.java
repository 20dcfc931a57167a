package dev.realtime.connection;

import java.time.Instant;
import java.util.Date;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeUser;

/**
 * Says who connects. By default connection tokens are JWTs checked with the keys under
 * {@code realtime.jwt}, or by Spring Security's {@code JwtDecoder} where the application
 * has one as a bean; a bean of this type takes the place of both.
 * <p>
 * Called for each CONNECT and for each token that refreshes a connection, from several
 * threads at once.
 *
 * @since 0.1
 * @see ConnectionTokens
 */
@FunctionalInterface
public interface ConnectAuthenticator {

	/**
	 * Says whose token this is.
	 * @param token what the client sent, without {@code Bearer}; never empty, since who
	 * sends none is refused before
	 * @return the user; a claim {@code exp} bounds the connection, see
	 * {@link #expiresAt(RealtimeUser)}
	 * @throws AuthenticationRefused to refuse the client, which is told code and message.
	 * Anything else that is thrown is a failure of the server: the client learns no more
	 * than that
	 */
	RealtimeUser authenticate(String token);

	/**
	 * When the user's connection has to end: the claim {@code exp}, as seconds since the
	 * epoch (a {@link Number}, as in a JWT), a {@link Date} or an {@link Instant}.
	 * @param user an authenticated user
	 * @return {@code null} without that claim
	 * @throws IllegalArgumentException if the claim is something else, since a bound that
	 * cannot be read must not mean "no bound"
	 */
	static @Nullable Instant expiresAt(RealtimeUser user) {
		Object exp = user.claims().get("exp");
		if (exp == null) {
			return null;
		}
		if (exp instanceof Instant instant) {
			return instant;
		}
		if (exp instanceof Date date) {
			return date.toInstant();
		}
		if (exp instanceof Number seconds) {
			return NumericDate.toInstant(seconds);
		}
		throw new IllegalArgumentException(
				"The claim 'exp' of a user must be a Number of seconds, a Date or an Instant, not "
						+ exp.getClass().getName());
	}

}
