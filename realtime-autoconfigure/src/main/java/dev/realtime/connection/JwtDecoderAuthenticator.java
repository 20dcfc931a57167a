package dev.realtime.connection;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import dev.realtime.RealtimeUser;

/**
 * Believes the tokens that the application's own decoder believes, so that sockets and
 * REST calls take the same ones. What the decoder cannot decide (its key server is away)
 * is not the client's fault and passes through.
 */
final class JwtDecoderAuthenticator implements ConnectAuthenticator {

	private final JwtDecoder decoder;

	private final PrincipalClaim principal;

	JwtDecoderAuthenticator(JwtDecoder decoder, PrincipalClaim principal) {
		this.decoder = decoder;
		this.principal = principal;
	}

	@Override
	public RealtimeUser authenticate(String token) {
		if (token.isBlank()) {
			throw AuthenticationRefused.missing();
		}
		CompactToken.parse(token);
		Jwt jwt = decode(token);
		if (!TokenType.CONNECTION.accepts(jwt.getHeaders().get("typ"))) {
			throw AuthenticationRefused.invalid();
		}
		return this.principal.user(jwt.getClaims());
	}

	private Jwt decode(String token) {
		try {
			return this.decoder.decode(token);
		}
		catch (JwtValidationException ex) {
			throw ex.getErrors().stream().allMatch(JwtDecoderAuthenticator::isExpiry) ? AuthenticationRefused.expired()
					: AuthenticationRefused.invalid();
		}
		catch (BadJwtException ex) {
			throw AuthenticationRefused.invalid();
		}
	}

	/** JwtTimestampValidator says it in the text alone. */
	private static boolean isExpiry(OAuth2Error error) {
		return error.getDescription() != null && error.getDescription().startsWith("Jwt expired at");
	}

}
