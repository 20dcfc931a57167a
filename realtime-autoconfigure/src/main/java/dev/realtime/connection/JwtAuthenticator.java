package dev.realtime.connection;

import dev.realtime.RealtimeUser;

/**
 * Believes the tokens that the keys of {@code realtime.jwt} verify. The user has the
 * token's claims as they are written there, dates as numbers of seconds.
 */
final class JwtAuthenticator implements ConnectAuthenticator {

	private final TokenCodec codec;

	private final PrincipalClaim principal;

	JwtAuthenticator(TokenCodec codec, PrincipalClaim principal) {
		this.codec = codec;
		this.principal = principal;
	}

	@Override
	public RealtimeUser authenticate(String token) {
		if (token.isBlank()) {
			throw AuthenticationRefused.missing();
		}
		return this.principal.user(this.codec.verify(TokenType.CONNECTION, token));
	}

}
