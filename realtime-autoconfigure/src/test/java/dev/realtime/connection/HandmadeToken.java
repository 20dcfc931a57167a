package dev.realtime.connection;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens as another back end, or an attacker, makes them: with nothing but the JDK, so
 * that they share no code with what they test.
 */
public final class HandmadeToken {

	private HandmadeToken() {
	}

	public static String hs256(String secret, String claims) {
		return hs256(secret.getBytes(StandardCharsets.UTF_8), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
	}

	public static String hs256(byte[] secret, String header, String claims) {
		return mac("HmacSHA256", secret, header, claims);
	}

	public static String mac(String mac, byte[] secret, String header, String claims) {
		return mac(mac, secret, content(header, claims));
	}

	public static String hs256Of(byte[] secret, String content) {
		return mac("HmacSHA256", secret, content);
	}

	private static String mac(String mac, byte[] secret, String content) {
		try {
			Mac hmac = Mac.getInstance(mac);
			hmac.init(new SecretKeySpec(secret, mac));
			return content + '.' + base64Url(hmac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String signed(String jcaName, PrivateKey key, String header, String claims) {
		try {
			Signature signature = Signature.getInstance(jcaName);
			signature.initSign(key);
			String content = content(header, claims);
			signature.update(content.getBytes(StandardCharsets.US_ASCII));
			return content + '.' + base64Url(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String content(String header, String claims) {
		return base64Url(header.getBytes(StandardCharsets.UTF_8)) + '.'
				+ base64Url(claims.getBytes(StandardCharsets.UTF_8));
	}

	public static String base64Url(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	public static KeyPair rsa(int bits) {
		return keyPair("RSA", (generator) -> generator.initialize(bits));
	}

	public static KeyPair ec(String curve) {
		return keyPair("EC", (generator) -> generator.initialize(new ECGenParameterSpec(curve)));
	}

	public static KeyPair ed25519() {
		return keyPair("Ed25519", (generator) -> {
		});
	}

	public static String pem(PublicKey key) {
		return pem("PUBLIC KEY", key.getEncoded());
	}

	public static String pem(String label, byte[] der) {
		return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
				+ "-----\n";
	}

	private static KeyPair keyPair(String algorithm, Initializer initializer) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
			initializer.initialize(generator);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Initializer {

		void initialize(KeyPairGenerator generator) throws GeneralSecurityException;

	}

}
