package dev.realtime.attack;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import dev.realtime.connection.HandmadeToken;

/** Tokens by name: what a table can not hold. */
final class Tokens {

	static final String SECRET = "0123456789abcdef0123456789abcdef";

	static final String PUSH_KEY = "push-key-of-the-table";

	private static final KeyPair RSA = HandmadeToken.rsa(2048);

	private static final KeyPair EC = HandmadeToken.ec("secp256r1");

	private static final KeyPair ED25519 = HandmadeToken.ed25519();

	/** What the application believes beside its secret. */
	static final List<String> PEMS = List.of(HandmadeToken.pem(RSA.getPublic()), HandmadeToken.pem(EC.getPublic()),
			HandmadeToken.pem(ED25519.getPublic()));

	/** How many points the base point of Ed25519 makes (RFC 8032, section 5.1). */
	private static final BigInteger ED25519_ORDER = BigInteger.TWO.pow(252)
		.add(new BigInteger("27742317777372353535851937790883648493"));

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
			case "none-in-disguise" -> sign("{\"alg\":\"none\"}", claims("eve", ""));
			case "hs512-in-disguise" -> sign("{\"alg\":\"HS512\"}", claims("eve", ""));
			case "rs256-in-disguise" -> sign("{\"alg\":\"RS256\"}", claims("eve", ""));
			case "algorithm-lower" -> sign("{\"alg\":\"hs256\"}", claims("eve", ""));
			case "algorithm-list" -> sign("{\"alg\":[\"HS256\"]}", claims("eve", ""));
			case "algorithm-missing" -> sign("{}", claims("eve", ""));
			case "algorithm-null" -> sign("{\"alg\":null}", claims("eve", ""));
			case "algorithm-twice" -> sign("{\"alg\":\"none\",\"alg\":\"HS256\"}", claims("eve", ""));
			case "public-key-as-secret" -> publicKeyAsSecret(PEMS.get(0).getBytes(StandardCharsets.UTF_8));
			case "public-key-line-as-secret" -> publicKeyAsSecret(PEMS.get(0).strip().getBytes(StandardCharsets.UTF_8));
			case "public-key-der-as-secret" -> publicKeyAsSecret(RSA.getPublic().getEncoded());
			case "edwards-key-as-secret" -> publicKeyAsSecret(ED25519.getPublic().getEncoded());
			case "rs512" -> signed("SHA512withRSA", RSA.getPrivate(), "RS512");
			case "ps256" -> signed("SHA256withRSA", RSA.getPrivate(), "PS256");
			case "es384" -> signed("SHA256withECDSAinP1363Format", EC.getPrivate(), "ES384");
			case "other-rsa-key" -> signed("SHA256withRSA", HandmadeToken.rsa(2048).getPrivate(), "RS256");
			case "rsa-as-elliptic" -> signed("SHA256withRSA", RSA.getPrivate(), "ES256");
			case "elliptic-der" -> signed("SHA256withECDSA", EC.getPrivate(), "ES256");
			case "elliptic-zeros" -> withSignature("ES256", new byte[64]);
			case "elliptic-zeros-der" -> withSignature("ES256", new byte[] { 0x30, 6, 2, 1, 0, 2, 1, 0 });
			case "elliptic-ones" -> withSignature("ES256", filled(64, 0xff));
			case "elliptic-short" -> withSignature("ES256", new byte[1]);
			case "edwards-zeros" -> withSignature("EdDSA", new byte[64]);
			case "edwards-neutral" -> neutral();
			case "edwards-other-spelling" -> otherSpelling();
			case "rsa-empty" -> withSignature("RS256", new byte[0]);
			case "rsa-one" -> withSignature("RS256", lastByteOne(256));
			case "good-rsa" -> signed("SHA256withRSA", RSA.getPrivate(), "RS256");
			case "good-elliptic" -> signed("SHA256withECDSAinP1363Format", EC.getPrivate(), "ES256");
			case "good-edwards" -> signed("Ed25519", ED25519.getPrivate(), "EdDSA");
			case "exp-null" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":null}");
			case "nbf-null" -> sign(JWT, claims("eve", ",\"nbf\":null"));
			case "exp-nan" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":NaN}");
			case "exp-infinite" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":Infinity}");
			case "exp-list" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":[9999999999]}");
			case "exp-true" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":true}");
			case "exp-millis" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":" + (now() + 600) * 1000 + "}");
			case "exp-many-digits" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":1" + "0".repeat(2000) + "}");
			case "exp-past-fraction" -> sign(JWT, "{\"sub\":\"eve\",\"exp\":" + (now() - 60) + ".5}");
			case "nbf-text" -> sign(JWT, claims("eve", ",\"nbf\":\"soon\""));
			case "iat-text" -> sign(JWT, claims("eve", ",\"iat\":\"now\""));
			case "subject-digits" -> sign(JWT, "{\"sub\":1" + "0".repeat(300) + "}");
			case "subject-escape" -> sign(JWT, claims("eve\\u001b[31m", ""));
			case "subject-delete" -> sign(JWT, claims("eve\\u007f", ""));
			case "subject-next-line" -> sign(JWT, claims("eve\\u0085", ""));
			case "duplicate-in-disguise" -> sign(JWT, claims("eve", ",\"s\\u0075b\":\"bob\""));
			case "claims-comment" -> sign(JWT, "{\"sub\":\"eve\"/**/}");
			case "claims-comma" -> sign(JWT, "{\"sub\":\"eve\",}");
			case "claims-twice" -> sign(JWT, "{\"sub\":\"eve\"}{\"sub\":\"bob\"}");
			case "claims-mark" -> sign(JWT, "\ufeff{\"sub\":\"eve\"}");
			case "claims-wide" -> HandmadeToken.hs256Of(SECRET.getBytes(StandardCharsets.UTF_8), base64(JWT) + "."
					+ HandmadeToken.base64Url("{\"sub\":\"eve\"}".getBytes(StandardCharsets.UTF_16BE)));
			case "claims-broken" -> HandmadeToken.hs256Of(SECRET.getBytes(StandardCharsets.UTF_8), base64(JWT) + "."
					+ HandmadeToken.base64Url("{\"sub\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1)));
			case "claims-null" -> sign(JWT, "null");
			case "claims-text" -> sign(JWT, "\"eve\"");
			case "nested" -> sign("{\"alg\":\"HS256\",\"cty\":\"JWT\"}", good);
			case "header-array" -> sign("[\"HS256\"]", claims("eve", ""));
			case "header-null" -> sign("null", claims("eve", ""));
			case "header-deep" ->
				sign("{\"alg\":\"HS256\",\"a\":" + "[".repeat(500) + "]".repeat(500) + "}", claims("eve", ""));
			case "type-list" -> sign("{\"alg\":\"HS256\",\"typ\":[\"JWT\"]}", claims("eve", ""));
			case "critical-empty" -> withHeader("\"crit\":[]");
			case "critical-b64" -> withHeader("\"crit\":[\"b64\"],\"b64\":true");
			case "json" -> "{\"payload\":\"" + good.split("\\.")[1] + "\"}";
			case "claims-padded" -> HandmadeToken.hs256Of(SECRET.getBytes(StandardCharsets.UTF_8),
					base64(JWT) + "." + base64("{\"sub\":\"evelyn\"}") + "=");
			case "with-space" -> good.replaceFirst("\\.", ". ");
			case "percent" -> good.replaceFirst("\\.", "%2E");
			case "dots" -> "..";
			case "kid-query" -> HandmadeToken.hs256(new byte[32], "{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'AA\"}",
					claims("eve", ""));
			case "kid-url" ->
				HandmadeToken.hs256(new byte[32], "{\"alg\":\"HS256\",\"kid\":\"" + url + "\"}", claims("eve", ""));
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
			case "room-decoded" -> room("eve", "/secret/%77");
			case "room-upper" -> room("eve", "/SECRET/w");
			case "room-slash" -> room("eve", "/secret/w/");
			case "user-upper" -> room("EVE", "/secret/w");
			case "user-list" -> sign(ROOM,
					"{\"sub\":[\"eve\"],\"room\":\"/secret/w\",\"iat\":" + now() + ",\"exp\":" + (now() + 600) + "}");
			case "no-user" ->
				sign(ROOM, "{\"room\":\"/secret/w\",\"iat\":" + now() + ",\"exp\":" + (now() + 600) + "}");
			case "no-room" -> sign(ROOM, "{\"sub\":\"eve\",\"iat\":" + now() + ",\"exp\":" + (now() + 600) + "}");
			case "ends-before-it-begins" -> sign(ROOM, roomClaims("eve", "/secret/w", 20, 10));
			case "iat-null" ->
				sign(ROOM, "{\"sub\":\"eve\",\"room\":\"/secret/w\",\"iat\":null,\"exp\":" + (now() + 600) + "}");
			case "millis-disagree" -> sign(ROOM, "{\"sub\":\"eve\",\"room\":\"/secret/w\",\"iat\":" + now()
					+ ",\"iat_ms\":9999999999999,\"exp\":" + (now() + 600) + "}");
			case "not-yet" -> sign(ROOM, "{\"sub\":\"eve\",\"room\":\"/secret/w\",\"iat\":" + now() + ",\"nbf\":"
					+ (now() + 300) + ",\"exp\":" + (now() + 600) + "}");
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static String base64(String text) {
		return HandmadeToken.base64Url(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String signed(String jcaName, PrivateKey key, String algorithm) {
		return HandmadeToken.signed(jcaName, key, "{\"alg\":\"" + algorithm + "\"}", claims("eve", ""));
	}

	private static String publicKeyAsSecret(byte[] key) {
		return HandmadeToken.hs256(key, JWT, claims("eve", ""));
	}

	private static String withSignature(String algorithm, byte[] signature) {
		return HandmadeToken.content("{\"alg\":\"" + algorithm + "\"}", claims("eve", "")) + '.'
				+ HandmadeToken.base64Url(signature);
	}

	private static byte[] filled(int length, int value) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) value);
		return bytes;
	}

	private static byte[] lastByteOne(int length) {
		byte[] bytes = new byte[length];
		bytes[length - 1] = 1;
		return bytes;
	}

	/** The neutral point and zero, which fit a key that is the neutral point too. */
	private static String neutral() {
		byte[] signature = new byte[64];
		signature[0] = 1;
		return withSignature("EdDSA", signature);
	}

	/** The same signature with a larger number that stands for the same. */
	private static String otherSpelling() {
		String good = signed("Ed25519", ED25519.getPrivate(), "EdDSA");
		byte[] signature = Base64.getUrlDecoder().decode(good.substring(good.lastIndexOf('.') + 1));
		byte[] littleEndian = Arrays.copyOfRange(signature, 32, 64);
		BigInteger larger = new BigInteger(1, reversed(littleEndian)).add(ED25519_ORDER);
		byte[] bytes = larger.toByteArray();
		byte[] bigEndian = new byte[32];
		System.arraycopy(bytes, 0, bigEndian, 32 - bytes.length, bytes.length);
		System.arraycopy(reversed(bigEndian), 0, signature, 32, 32);
		return good.substring(0, good.lastIndexOf('.') + 1) + HandmadeToken.base64Url(signature);
	}

	private static byte[] reversed(byte[] bytes) {
		byte[] reversed = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			reversed[i] = bytes[bytes.length - 1 - i];
		}
		return reversed;
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
