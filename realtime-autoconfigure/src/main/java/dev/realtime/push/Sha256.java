package dev.realtime.push;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The digest every Java platform has.
 */
final class Sha256 {

	private Sha256() {
	}

	static byte[] digest(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
