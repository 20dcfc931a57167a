package dev.realtime.attack;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import dev.realtime.connection.HandmadeToken;

/** Tokens by name: what a table can not hold. */
final class Tokens {

	static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final String JWT = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

	private static final String ROOM = "{\"alg\":\"HS256\",\"typ\":\"room+jwt\"}";

	private final int canaryPort;

	Tokens(int canaryPort) {
		this.canaryPort = canaryPort;
	}

	String connection(String user) {
		return sign(JWT, claims(user, ""));
	}

	String room(String user, String room) {
		return sign(ROOM, roomClaims(user, room, 0, 600));
	}

	private static long now() {
		return Instant.now().getEpochSecond();
	}

	private static String claims(String user, String more) {
		return "{\"sub\":\"" + user + "\",\"exp\":" + (now() + 600) + more + "}";
	}

	private static String roomClaims(String user, String room, long iat, long exp) {
		return "{\"sub\":\"" + user + "\",\"room\":\"" + room + "\",\"iat\":" + (now() + iat) + ",\"exp\":"
				+ (now() + exp) + "}";
	}

	private static String sign(String header, String claims) {
		return HandmadeToken.hs256(SECRET.getBytes(StandardCharsets.UTF_8), header, claims);
	}

	private String withHeader(String more) {
		return sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"," + more + "}", claims("eve", ""));
	}

	/** A connection token that is wrong in the way of its name. */
	String bad(String name) {
		String content = HandmadeToken.content("{\"alg\":\"none\"}", claims("eve", ""));
		String good = connection("eve");
		String url = "http://127.0.0.1:" + this.canaryPort + "/keys";
		return switch (name) {
			case "expired" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":" + (now() - 60) + "}");
			case "not-yet" -> sign(JWT, claims("eve", ",\"nbf\":" + (now() + 300)));
			case "none" -> content + ".";
			case "none-signed" -> content + good.substring(good.lastIndexOf('.'));
			case "none-capital" -> HandmadeToken.content("{\"alg\":\"nOnE\"}", claims("eve", "")) + ".";
			case "no-signature" -> good.substring(0, good.lastIndexOf('.') + 1);
			case "two-parts" -> good.substring(0, good.lastIndexOf('.'));
			case "five-parts" -> good + ".a.b";
			case "four-parts" -> good + ".a";
			case "wrong-secret" -> HandmadeToken.hs256("x".repeat(32), claims("eve", ""));
			case "changed-claims" -> changed(good);
			case "hs512" -> HandmadeToken.mac("HmacSHA512", SECRET.getBytes(StandardCharsets.UTF_8),
					"{\"alg\":\"HS512\"}", claims("eve", ""));
			case "hs384-as-hs256" ->
				HandmadeToken.mac("HmacSHA384", SECRET.getBytes(StandardCharsets.UTF_8), JWT, claims("eve", ""));
			case "room-type" -> sign(ROOM, claims("eve", ""));
			case "room-type-long" -> sign("{\"alg\":\"HS256\",\"typ\":\"application/ROOM+JWT\"}", claims("eve", ""));
			case "type-number" -> sign("{\"alg\":\"HS256\",\"typ\":1}", claims("eve", ""));
			case "no-subject" -> sign(JWT, "{\"exp\":" + (now() + 600) + "}");
			case "subject-empty" -> sign(JWT, claims("", ""));
			case "subject-list" -> sign(JWT, "{\"sub\":[\"eve\",\"bob\"]}");
			case "subject-object" -> sign(JWT, "{\"sub\":{\"a\":1}}");
			case "subject-null" -> sign(JWT, "{\"sub\":null}");
			case "subject-true" -> sign(JWT, "{\"sub\":true}");
			case "subject-fraction" -> sign(JWT, "{\"sub\":1.5}");
			case "subject-newline" -> sign(JWT, claims("eve\\nbob", ""));
			case "subject-nul" -> sign(JWT, claims("eve\\u0000", ""));
			case "subject-half-character" -> sign(JWT, claims("eve\\ud800", ""));
			case "subject-long" -> sign(JWT, claims("e".repeat(257), ""));
			case "exp-text" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":\"9999999999\"}");
			case "exp-empty" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":\"\"}");
			case "exp-huge" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":1e400}");
			case "exp-negative" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":-1}");
			case "duplicate-claim" -> sign(JWT, claims("eve", ",\"sub\":\"bob\""));
			case "deep" -> sign(JWT, claims("eve", ",\"a\":" + "[".repeat(500) + "]".repeat(500)));
			case "critical" -> withHeader("\"crit\":[\"x\"]");
			case "b64" -> withHeader("\"b64\":false");
			case "zip" -> withHeader("\"zip\":\"DEF\"");
			case "encrypted" -> withHeader("\"enc\":\"A128GCM\"");
			case "jku-wrong-secret" -> HandmadeToken.hs256("x".repeat(32).getBytes(StandardCharsets.UTF_8),
					"{\"alg\":\"HS256\",\"jku\":\"" + url + "\",\"x5u\":\"" + url + "\"}", claims("eve", ""));
			case "jwk-embedded" -> HandmadeToken.hs256("x".repeat(32).getBytes(StandardCharsets.UTF_8),
					"{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\""
							+ HandmadeToken.base64Url("x".repeat(32).getBytes(StandardCharsets.UTF_8)) + "\"}}",
					claims("eve", ""));
			case "kid-path" -> HandmadeToken.hs256(new byte[32], "{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}",
					claims("eve", ""));
			case "standard-base64" ->
				Base64.getEncoder().encodeToString(JWT.getBytes(StandardCharsets.UTF_8)) + "=.." + good;
			case "signature-padded" -> good + "==";
			case "signature-other-bits" -> good.substring(0, good.length() - 1) + next(good.charAt(good.length() - 1));
			case "huge" -> sign(JWT, claims("eve", ",\"a\":\"" + "x".repeat(8000) + "\""));
			case "not-json" -> HandmadeToken.base64Url("{{".getBytes(StandardCharsets.UTF_8)) + ".e30.AA";
			case "claims-not-json" -> sign(JWT, "sub=eve");
			case "claims-array" -> sign(JWT, "[\"eve\"]");
			case "spaces" -> "a b c";
			case "good" -> good;
			default -> throw new IllegalArgumentException(name);
		};
	}

	/**
	 * A room token for eve and {@code /secret/w} that is wrong in the way of its name.
	 */
	String badRoom(String name) {
		return switch (name) {
			case "other-user" -> room("bob", "/secret/w");
			case "other-room" -> room("eve", "/secret/x");
			case "prefix-room" -> room("eve", "/secret");
			case "connection-token" -> connection("eve");
			case "expired" -> sign(ROOM, roomClaims("eve", "/secret/w", -700, -60));
			case "no-iat" -> sign(ROOM, "{\"sub\":\"eve\",\"room\":\"/secret/w\",\"exp\":" + (now() + 600) + "}");
			case "no-exp" -> sign(ROOM, "{\"sub\":\"eve\",\"room\":\"/secret/w\",\"iat\":" + now() + "}");
			case "too-long" -> sign(ROOM, roomClaims("eve", "/secret/w", 0, 24 * 3600 + 1));
			case "from-the-future" -> sign(ROOM, roomClaims("eve", "/secret/w", 300, 600));
			case "room-list" -> sign(ROOM,
					"{\"sub\":\"eve\",\"room\":[\"/secret/w\"],\"iat\":" + now() + ",\"exp\":" + (now() + 600) + "}");
			case "wrong-secret" -> HandmadeToken.hs256("x".repeat(32).getBytes(StandardCharsets.UTF_8), ROOM,
					roomClaims("eve", "/secret/w", 0, 600));
			case "none" ->
				HandmadeToken.content("{\"alg\":\"none\",\"typ\":\"room+jwt\"}", roomClaims("eve", "/secret/w", 0, 600))
						+ ".";
			case "no-type" -> sign("{\"alg\":\"HS256\"}", roomClaims("eve", "/secret/w", 0, 600));
			case "wildcard" -> room("eve", "/secret/*");
			case "garbage" -> "x.y.z";
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static String changed(String good) {
		String[] parts = good.split("\\.");
		return parts[0] + '.' + HandmadeToken.base64Url(claims("bob", "").getBytes(StandardCharsets.UTF_8)) + '.'
				+ parts[2];
	}

	/** The same bytes in another spelling: the last character's low bits are no data. */
	private static char next(char c) {
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
		return alphabet.charAt(alphabet.indexOf(c) ^ 1);
	}

}
