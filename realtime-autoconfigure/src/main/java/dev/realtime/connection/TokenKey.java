package dev.realtime.connection;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.Key;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.SecureDigestAlgorithm;
import io.jsonwebtoken.security.SecureRequest;
import io.jsonwebtoken.security.SecurityException;
import io.jsonwebtoken.security.VerifySecureDigestRequest;
import org.jspecify.annotations.Nullable;

/**
 * A key and the one algorithm it is for. The algorithm follows from the key and never
 * from a token, so that a public key's bytes can never serve as a secret.
 * <p>
 * Signing and verifying are jjwt's. Its parser is not used: it takes an {@code exp} that
 * is an empty text or list for none, reads dates from texts and refuses a {@code sub}
 * that is a number.
 */
final class TokenKey {

	private static final int LEAST_RSA_BITS = 2048;

	private static final int P256_BITS = 256;

	private final SecureDigestAlgorithm<?, ?> algorithm;

	private final Key key;

	private final @Nullable String id;

	private TokenKey(SecureDigestAlgorithm<?, ?> algorithm, Key key, @Nullable String id) {
		this.algorithm = algorithm;
		this.key = key;
		this.id = id;
	}

	static TokenKey secret(byte[] secret) {
		return new TokenKey(Jwts.SIG.HS256, new SecretKeySpec(secret, "HmacSHA256"), null);
	}

	/**
	 * A key that verifies tokens of others.
	 * @param key an RSA, P-256 or Edwards curve key
	 * @return the key with its algorithm and, as id, its JWK thumbprint (RFC 7638)
	 * @throws IllegalArgumentException if the key cannot be used
	 */
	static TokenKey of(PublicKey key) {
		return new TokenKey(algorithmFor(key), key, Jwks.builder().key(key).build().thumbprint().toString());
	}

	private static SecureDigestAlgorithm<?, ?> algorithmFor(PublicKey key) {
		if (key instanceof RSAPublicKey rsa) {
			if (rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
				throw new IllegalArgumentException("an RSA key needs at least " + LEAST_RSA_BITS + " bits");
			}
			return Jwts.SIG.RS256;
		}
		if (key instanceof ECPublicKey ec) {
			if (ec.getParams().getOrder().bitLength() != P256_BITS) {
				throw new IllegalArgumentException("an elliptic curve key must be on the curve P-256");
			}
			return Jwts.SIG.ES256;
		}
		if (key instanceof EdECPublicKey) {
			return Jwts.SIG.EdDSA;
		}
		throw new IllegalArgumentException("a key must be RSA, P-256 or Ed25519");
	}

	String algorithm() {
		return this.algorithm.getId();
	}

	@Nullable String id() {
		return this.id;
	}

	@SuppressWarnings("unchecked") // the factories pair key and algorithm
	byte[] sign(byte[] content) {
		return ((SecureDigestAlgorithm<SecretKey, ?>) this.algorithm)
			.digest(new Signing<>(new ByteArrayInputStream(content), (SecretKey) this.key));
	}

	@SuppressWarnings("unchecked")
	boolean verify(byte[] content, byte[] signature) {
		try {
			return ((SecureDigestAlgorithm<?, Key>) this.algorithm)
				.verify(new Verifying(new ByteArrayInputStream(content), this.key, signature));
		}
		catch (SecurityException ex) {
			// jjwt's way to say that the signature has not even the form of one
			return false;
		}
	}

	private record Signing<K extends Key>(InputStream content, K key) implements SecureRequest<InputStream, K> {

		@Override
		public InputStream getPayload() {
			return this.content;
		}

		@Override
		public K getKey() {
			return this.key;
		}

		@Override
		public @Nullable Provider getProvider() {
			return null;
		}

		@Override
		public @Nullable SecureRandom getSecureRandom() {
			return null;
		}

	}

	private record Verifying(InputStream content, Key key, byte[] signature) implements VerifySecureDigestRequest<Key> {

		@Override
		public InputStream getPayload() {
			return this.content;
		}

		@Override
		public Key getKey() {
			return this.key;
		}

		@Override
		public byte[] getDigest() {
			return this.signature;
		}

		@Override
		public @Nullable Provider getProvider() {
			return null;
		}

		@Override
		public @Nullable SecureRandom getSecureRandom() {
			return null;
		}

	}

}
