package dev.realtime;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.databind.json.JsonMapper;

/** Tokens as another back end that has the secret would sign them. */
final class SignedToken {

	private static final JsonMapper json = new JsonMapper();

	private SignedToken() {
	}

	static String connection(String user, Instant expiresAt) {
		return sign(Map.of("alg", "HS256"), Map.of("sub", user, "exp", expiresAt.getEpochSecond()));
	}

	static String room(String user, String room, Instant expiresAt) {
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", user);
		claims.put("room", room);
		claims.put("iat", Instant.now().getEpochSecond());
		claims.put("exp", expiresAt.getEpochSecond());
		return sign(Map.of("alg", "HS256", "typ", "room+jwt"), claims);
	}

	private static String sign(Map<String, Object> header, Map<String, Object> claims) {
		String content = base64(json.writeValueAsBytes(header)) + "." + base64(json.writeValueAsBytes(claims));
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(ReliabilityTest.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
