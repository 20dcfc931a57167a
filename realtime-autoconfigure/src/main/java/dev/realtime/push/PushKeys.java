package dev.realtime.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the key of a request. Compares digests, and all of them, so that the time it
 * takes tells nothing of any key.
 */
final class PushKeys {

	private static final Pattern BEARER = Pattern.compile("bearer +(\\S+) *", Pattern.CASE_INSENSITIVE);

	private final List<Digested> keys = new ArrayList<>();

	PushKeys(List<PushKey> keys) {
		keys.forEach((key) -> this.keys.add(new Digested(digest(key.key()), PushGrant.of(key))));
	}

	boolean isEmpty() {
		return this.keys.isEmpty();
	}

	/**
	 * Finds the key of a request and how far it reaches.
	 * @param authorization the header {@code Authorization}
	 * @return {@code null} if the header holds none of the keys
	 */
	@Nullable PushGrant find(@Nullable String authorization) {
		Matcher bearer = BEARER.matcher((authorization != null) ? authorization : "");
		byte[] digest = digest(bearer.matches() ? bearer.group(1) : "");
		PushGrant found = null;
		for (Digested key : this.keys) {
			if (MessageDigest.isEqual(key.digest(), digest)) {
				found = key.grant();
			}
		}
		return found;
	}

	private static byte[] digest(String key) {
		return Sha256.digest(key.getBytes(StandardCharsets.UTF_8));
	}

	private record Digested(byte[] digest, PushGrant grant) {

	}

}
