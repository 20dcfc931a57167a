package dev.realtime.connection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.core.io.ResourceLoader;

/**
 * Reads the public keys of {@code realtime.jwt.public-key}: PEM text or the location of
 * one, each with one or more blocks of a public key or a certificate.
 */
final class PublicKeyPem {

	private static final Pattern BLOCK = Pattern
		.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

	private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

	private static final String ACTION = "Set realtime.jwt.public-key to the PEM text of a public key"
			+ " (-----BEGIN PUBLIC KEY-----) or certificate, RSA of 2048 bits or more, P-256 or Ed25519,"
			+ " or to a location such as classpath:idp.pem or file:/etc/idp.pem.";

	private final ResourceLoader resources;

	PublicKeyPem(ResourceLoader resources) {
		this.resources = resources;
	}

	List<TokenKey> read(List<String> textsOrLocations) {
		List<TokenKey> keys = new ArrayList<>();
		for (int i = 0; i < textsOrLocations.size(); i++) {
			String property = "realtime.jwt.public-key[" + i + "]";
			try {
				keys.addAll(parse(text(textsOrLocations.get(i))));
			}
			catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
				throw new InvalidTokenKeyException(property + " cannot be used: " + ex.getMessage() + ".", ACTION, ex);
			}
		}
		return List.copyOf(keys);
	}

	private String text(String textOrLocation) throws IOException {
		// environment variables often hold a PEM in one line
		return textOrLocation.contains("-----BEGIN") ? textOrLocation.replace("\\n", "\n")
				: this.resources.getResource(textOrLocation.strip()).getContentAsString(StandardCharsets.US_ASCII);
	}

	private static List<TokenKey> parse(String pem) throws GeneralSecurityException {
		List<TokenKey> keys = new ArrayList<>();
		Matcher block = BLOCK.matcher(pem);
		while (block.find()) {
			keys.add(TokenKey.of(key(block.group(1), Base64.getMimeDecoder().decode(block.group(2)))));
		}
		if (keys.isEmpty()) {
			throw new IllegalArgumentException("there is no PEM block in it");
		}
		return keys;
	}

	private static PublicKey key(String label, byte[] der) throws GeneralSecurityException {
		return switch (label) {
			case "PUBLIC KEY" -> publicKey(der);
			case "CERTIFICATE" -> CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(der))
				.getPublicKey();
			default -> throw new IllegalArgumentException("a block '" + label + "' is not a public key");
		};
	}

	/** The encoding names its algorithm: only that factory takes it. */
	private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
		for (String algorithm : ALGORITHMS) {
			try {
				return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
			}
			catch (InvalidKeySpecException ex) {
				// another algorithm's key
			}
		}
		throw new IllegalArgumentException("the public key is damaged, or neither RSA, P-256 nor Ed25519");
	}

}
