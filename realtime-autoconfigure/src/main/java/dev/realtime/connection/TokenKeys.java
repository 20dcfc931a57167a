package dev.realtime.connection;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The keys that are believed, and the secret among them that signs.
 *
 * @param signing signs and verifies the tokens issued here
 * @param others verify tokens of others
 */
record TokenKeys(TokenKey signing, List<TokenKey> others) {

	/** As many bytes as the digest of HS256 (RFC 7518, section 3.2). */
	private static final int SECRET_BYTES = 32;

	static TokenKeys withSecret(String secret, List<TokenKey> others) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		if (bytes.length < SECRET_BYTES) {
			throw new InvalidTokenKeyException(
					"realtime.jwt.secret has " + bytes.length * 8 + " bits; HS256 needs at least " + SECRET_BYTES * 8
							+ " (" + SECRET_BYTES + " bytes of UTF-8).",
					"Set realtime.jwt.secret to a longer random text, for example the output of 'openssl rand -base64 48'.");
		}
		return new TokenKeys(TokenKey.secret(bytes), others);
	}

	static TokenKeys withGeneratedSecret(List<TokenKey> others) {
		byte[] secret = new byte[SECRET_BYTES];
		new SecureRandom().nextBytes(secret);
		return new TokenKeys(TokenKey.secret(secret), others);
	}

	/**
	 * The keys a token may have been signed with: those of its algorithm, and of them the
	 * one its {@code kid} names. A {@code kid} that names none of them says nothing, as
	 * issuers choose their ids freely.
	 * @param algorithm the header {@code alg}
	 * @param id the header {@code kid}
	 * @return the keys to try, possibly none
	 */
	List<TokenKey> candidates(@Nullable Object algorithm, @Nullable Object id) {
		List<TokenKey> fitting = new ArrayList<>();
		if (this.signing.algorithm().equals(algorithm)) {
			fitting.add(this.signing);
		}
		for (TokenKey key : this.others) {
			if (key.algorithm().equals(algorithm)) {
				if (id != null && Objects.equals(key.id(), id)) {
					return List.of(key);
				}
				fitting.add(key);
			}
		}
		return fitting;
	}

}
