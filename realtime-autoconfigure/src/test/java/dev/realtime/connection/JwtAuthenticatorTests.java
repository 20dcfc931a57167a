package dev.realtime.connection;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.DefaultResourceLoader;

import dev.realtime.RealtimeUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JwtAuthenticator} with {@link TokenCodec}.
 */
class JwtAuthenticatorTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final byte[] SECRET_BYTES = SECRET.getBytes(StandardCharsets.UTF_8);

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	private static final long SECONDS = NOW.getEpochSecond();

	private static final KeyPair RSA = HandmadeToken.rsa(2048);

	private static final KeyPair OTHER_RSA = HandmadeToken.rsa(2048);

	private static final KeyPair EC = HandmadeToken.ec("secp256r1");

	private static final KeyPair ED25519 = HandmadeToken.ed25519();

	private final ConnectAuthenticator authenticator = authenticator("sub", null, null);

	@Test
	void namesTheUserAndKeepsTheClaims() {
		RealtimeUser user = this.authenticator.authenticate(HandmadeToken.hs256(SECRET,
				"{\"sub\":\"alice\",\"exp\":" + (SECONDS + 60) + ",\"roles\":[\"a\",\"b\"]}"));
		assertThat(user.getName()).isEqualTo("alice");
		assertThat(user.claims()).containsEntry("roles", List.of("a", "b"));
		assertThat(ConnectAuthenticator.expiresAt(user)).isEqualTo(NOW.plusSeconds(60));
	}

	@Test
	void tokenWithoutExpiryIsUnbounded() {
		RealtimeUser user = this.authenticator.authenticate(HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}"));
		assertThat(ConnectAuthenticator.expiresAt(user)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"sub":"Ünï 漢"}  | Ünï 漢
			{"sub":42}        | 42
			{"sub":-7}        | -7
			{"sub":98765432109876543210} | 98765432109876543210
			""")
	void textOrIntegerNamesTheUser(String claims, String name) {
		assertThat(this.authenticator.authenticate(HandmadeToken.hs256(SECRET, claims)).getName()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"sub\":null}", "{\"sub\":\"\"}", "{\"sub\":1.5}", "{\"sub\":1.0}",
			"{\"sub\":true}", "{\"sub\":[\"alice\"]}", "{\"sub\":{\"name\":\"alice\"}}", "{\"sub\":\"a\\u0000b\"}",
			"{\"sub\":\"a\\nb\"}", "{\"sub\":\"a\\u007fb\"}", "[\"sub\"]", "\"alice\"", "null", "nonsense",
			"{\"sub\":\"alice\"} {}", "{\"sub\":\"alice\",\"sub\":\"bob\"}", "{\"sub\":\"alice\",\"exp\":\"\"}",
			"{\"sub\":\"alice\",\"exp\":[]}", "{\"sub\":\"alice\",\"exp\":\"2999-01-01T00:00:00Z\"}",
			"{\"sub\":\"alice\",\"exp\":\"9999999999\"}", "{\"sub\":\"alice\",\"exp\":99999999999999}",
			"{\"sub\":\"alice\",\"exp\":1e400}", "{\"sub\":\"alice\",\"nbf\":\"soon\"}",
			"{\"sub\":\"alice\",\"iat\":true}" })
	void malformedClaimsAreInvalid(String claims) {
		assertRefused(HandmadeToken.hs256(SECRET, claims), "token_invalid");
	}

	@Test
	void longNamesAreInvalid() {
		assertThat(this.authenticator.authenticate(HandmadeToken.hs256(SECRET, "{\"sub\":\"" + "x".repeat(256) + "\"}"))
			.getName()).hasSize(256);
		assertRefused(HandmadeToken.hs256(SECRET, "{\"sub\":\"" + "x".repeat(257) + "\"}"), "token_invalid");
	}

	@Test
	void anotherClaimMayNameTheUser() {
		ConnectAuthenticator byEmail = authenticator("email", null, null);
		assertThat(byEmail.authenticate(HandmadeToken.hs256(SECRET, "{\"sub\":1,\"email\":\"a@b\"}")).getName())
			.isEqualTo("a@b");
		assertRefused(byEmail, HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}"), "token_invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void nothingIsMissing(String token) {
		assertRefused(token, "token_missing");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "a.b", "a.b.c", "a.b.c.d", "..", "{}.{}.{}", "eyJhbGciOiJIUzI1NiJ9",
			"eyJhbGciOiJIUzI1NiJ9.e30=.x", "eyJhbGciOiJIUzI1NiJ9.e30.x\n", " eyJhbGciOiJIUzI1NiJ9.e30.x",
			"eyJhbGciOiJIUzI1NiJ9.e30.ü", "W10.e30.x", "bnVsbA.e30.x" })
	void whatIsNoJwtIsMalformed(String token) {
		assertRefused(token, "token_malformed");
	}

	@Test
	void headerWithTheSameMemberTwiceIsMalformed() {
		assertRefused(HandmadeToken.hs256(SECRET_BYTES, "{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{\"sub\":\"alice\"}"),
				"token_malformed");
	}

	@Test
	void longTokensAreNotRead() {
		String filler = "x".repeat(CompactToken.MAX_LENGTH);
		assertRefused(HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\",\"filler\":\"" + filler + "\"}"),
				"token_malformed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"alg\":\"none\"}", "{\"alg\":\"NONE\"}", "{\"alg\":\"nOnE\"}", "{\"alg\":\"HS384\"}",
			"{\"alg\":\"HS512\"}", "{\"alg\":\"hs256\"}", "{\"alg\":\"RS256\"}", "{\"alg\":null}", "{}",
			"{\"alg\":[\"HS256\"]}", "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
			"{\"alg\":\"HS256\",\"crit\":[]}", "{\"alg\":\"HS256\",\"b64\":false}",
			"{\"alg\":\"HS256\",\"zip\":\"DEF\"}", "{\"alg\":\"HS256\",\"enc\":\"A256GCM\"}",
			"{\"alg\":\"HS256\",\"typ\":7}" })
	void headersThatAskForAnythingElseAreInvalid(String header) {
		assertRefused(HandmadeToken.hs256(SECRET_BYTES, header, "{\"sub\":\"alice\"}"), "token_invalid");
		assertRefused(HandmadeToken.content(header, "{\"sub\":\"alice\"}") + ".", "token_invalid");
	}

	@Test
	void strongerVariantOfTheAlgorithmIsInvalid() {
		assertRefused(HandmadeToken.mac("HmacSHA512", SECRET_BYTES, "{\"alg\":\"HS512\"}", "{\"sub\":\"alice\"}"),
				"token_invalid");
	}

	@Test
	void encryptedTokenIsInvalid() {
		String header = HandmadeToken
			.base64Url("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}".getBytes(StandardCharsets.UTF_8));
		assertRefused(header + "..aaaa.bbbb.cccc", "token_invalid");
	}

	@Test
	void anotherSecretIsInvalid() {
		assertRefused(HandmadeToken.hs256(SECRET.toUpperCase(Locale.ROOT), "{\"sub\":\"alice\"}"), "token_invalid");
	}

	@Test
	void everyChangedCharacterOfTheSignatureIsInvalid() {
		String token = HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}");
		for (int i = token.lastIndexOf('.') + 1; i < token.length(); i++) {
			// the last character has bits that no byte needs: they must not be free
			// either
			char next = (char) ((token.charAt(i) == 'z') ? 'A' : token.charAt(i) + 1);
			next = (Character.isLetterOrDigit(next)) ? next : 'a';
			assertRefused(token.substring(0, i) + next + token.substring(i + 1), "token_invalid");
		}
	}

	@Test
	void claimsAreWrittenInOneWay() {
		String content = HandmadeToken.base64Url("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
		String claims = HandmadeToken.base64Url("{\"sub\":\"ali\"}".getBytes(StandardCharsets.UTF_8));
		assertThat(claims.length() % 4).as("characters with spare bits").isNotZero();
		char last = claims.charAt(claims.length() - 1);
		String other = claims.substring(0, claims.length() - 1) + (char) (last + 1);
		assertThat(Base64.getUrlDecoder().decode(other)).isEqualTo(Base64.getUrlDecoder().decode(claims));
		assertThat(this.authenticator.authenticate(HandmadeToken.hs256Of(SECRET_BYTES, content + '.' + claims)).name())
			.isEqualTo("ali");
		assertRefused(HandmadeToken.hs256Of(SECRET_BYTES, content + '.' + other), "token_invalid");
	}

	@Test
	void signatureCoversTheClaims() {
		String token = HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}");
		String signature = token.substring(token.lastIndexOf('.'));
		assertRefused(HandmadeToken.content("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"sub\":\"admin\"}") + signature,
				"token_invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "room+jwt", "ROOM+JWT", "application/room+jwt", "Application/Room+JWT" })
	void roomTokenOpensNoConnection(String typ) {
		assertRefused(
				HandmadeToken.hs256(SECRET_BYTES, "{\"alg\":\"HS256\",\"typ\":\"" + typ + "\"}", "{\"sub\":\"alice\"}"),
				"token_invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
			"{\"alg\":\"HS256\",\"kid\":\"whatever\"}",
			"{\"alg\":\"HS256\",\"jku\":\"http://127.0.0.1:1/keys\",\"x5u\":\"http://127.0.0.1:1/cert\"}" })
	void otherHeadersAreNoConcern(String header) {
		assertThat(this.authenticator.authenticate(HandmadeToken.hs256(SECRET_BYTES, header, "{\"sub\":\"alice\"}"))
			.getName()).isEqualTo("alice");
	}

	@Test
	void keyInTheHeaderIsNotBelieved() {
		String x = HandmadeToken.base64Url(new byte[32]);
		assertRefused(HandmadeToken.hs256(new byte[32],
				"{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"" + x + "\"}}", "{\"sub\":\"alice\"}"),
				"token_invalid");
	}

	@Test
	void endsAtItsExpiryAndTheSkew() {
		assertThat(this.authenticator.authenticate(hs256WithTime("exp", SECONDS - 29)).getName()).isEqualTo("alice");
		assertRefused(hs256WithTime("exp", SECONDS - 30), "token_expired");
		assertRefused(hs256WithTime("exp", -1), "token_expired");
		assertRefused(hs256WithTime("exp", 0), "token_expired");
	}

	@Test
	void startsAtNotBeforeAndTheSkew() {
		assertThat(this.authenticator.authenticate(hs256WithTime("nbf", SECONDS + 30)).getName()).isEqualTo("alice");
		assertRefused(hs256WithTime("nbf", SECONDS + 31), "token_invalid");
	}

	@Test
	void issuerAndAudienceAreRequiredWhereConfigured() {
		ConnectAuthenticator strict = authenticator("sub", "https://idp", "chat");
		for (String audience : List.of("\"chat\"", "[\"mail\",\"chat\"]")) {
			assertThat(strict
				.authenticate(HandmadeToken.hs256(SECRET,
						"{\"sub\":\"alice\",\"iss\":\"https://idp\",\"aud\":" + audience + "}"))
				.getName()).isEqualTo("alice");
		}
		for (String claims : List.of("", ",\"iss\":\"https://idp\"", ",\"aud\":\"chat\"",
				",\"iss\":\"https://idp/\",\"aud\":\"chat\"", ",\"iss\":[\"https://idp\"],\"aud\":\"chat\"",
				",\"iss\":\"https://idp\",\"aud\":\"mail\"", ",\"iss\":\"https://idp\",\"aud\":[]",
				",\"iss\":\"https://idp\",\"aud\":{\"chat\":1}")) {
			assertRefused(strict, HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"" + claims + "}"), "token_invalid");
		}
	}

	@Test
	void expiredTokenOfAnotherIssuerIsInvalid() {
		assertRefused(authenticator("sub", "https://idp", null), hs256WithTime("exp", 1), "token_invalid");
	}

	@Test
	void publicKeysVerifyWithTheirOwnAlgorithm() {
		ConnectAuthenticator several = authenticator("sub", null, null, HandmadeToken.pem(RSA.getPublic()),
				HandmadeToken.pem(EC.getPublic()) + HandmadeToken.pem(ED25519.getPublic()));
		for (String token : List.of(rs256("{\"alg\":\"RS256\"}"),
				HandmadeToken.signed("SHA256withECDSAinP1363Format", EC.getPrivate(), "{\"alg\":\"ES256\"}",
						"{\"sub\":\"alice\"}"),
				HandmadeToken.signed("Ed25519", ED25519.getPrivate(), "{\"alg\":\"EdDSA\"}", "{\"sub\":\"alice\"}"),
				HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}"))) {
			assertThat(several.authenticate(token).getName()).isEqualTo("alice");
		}
	}

	@Test
	void keyTakesNoOtherAlgorithmOfItsType() {
		ConnectAuthenticator rsa = authenticator("sub", null, null, HandmadeToken.pem(RSA.getPublic()));
		assertRefused(rsa,
				HandmadeToken.signed("SHA512withRSA", RSA.getPrivate(), "{\"alg\":\"RS512\"}", "{\"sub\":\"alice\"}"),
				"token_invalid");
		assertRefused(rsa, rs256("{\"alg\":\"PS256\"}"), "token_invalid");
		assertRefused(rsa, rs256("{\"alg\":\"ES256\"}"), "token_invalid");
	}

	@Test
	void publicKeyIsNoSecret() {
		String pem = HandmadeToken.pem(RSA.getPublic());
		ConnectAuthenticator rsa = authenticator("sub", null, null, pem);
		for (byte[] bytes : List.of(pem.getBytes(StandardCharsets.UTF_8), pem.strip().getBytes(StandardCharsets.UTF_8),
				RSA.getPublic().getEncoded())) {
			assertRefused(rsa, HandmadeToken.hs256(bytes, "{\"alg\":\"HS256\"}", "{\"sub\":\"alice\"}"),
					"token_invalid");
			assertRefused(rsa, HandmadeToken.hs256(bytes, "{\"alg\":\"RS256\"}", "{\"sub\":\"alice\"}"),
					"token_invalid");
		}
	}

	@Test
	void ellipticSignatureOfZerosIsInvalid() {
		ConnectAuthenticator ec = authenticator("sub", null, null, HandmadeToken.pem(EC.getPublic()));
		String content = HandmadeToken.content("{\"alg\":\"ES256\"}", "{\"sub\":\"alice\"}");
		for (int length : new int[] { 1, 63, 64, 65, 128 }) {
			assertRefused(ec, content + '.' + HandmadeToken.base64Url(new byte[length]), "token_invalid");
		}
		assertRefused(ec,
				HandmadeToken.signed("SHA256withECDSA", EC.getPrivate(), "{\"alg\":\"ES256\"}", "{\"sub\":\"alice\"}"),
				"token_invalid");
	}

	@Test
	void rotationTriesEveryKeyUnlessTheKeyIdNamesOne() {
		ConnectAuthenticator both = authenticator("sub", null, null, HandmadeToken.pem(OTHER_RSA.getPublic()),
				HandmadeToken.pem(RSA.getPublic()));
		String thumbprint = String.valueOf(TokenKey.of(RSA.getPublic()).id());
		String other = String.valueOf(TokenKey.of(OTHER_RSA.getPublic()).id());
		assertThat(both.authenticate(rs256("{\"alg\":\"RS256\"}")).getName()).isEqualTo("alice");
		assertThat(both.authenticate(rs256("{\"alg\":\"RS256\",\"kid\":\"2026-01\"}")).getName()).isEqualTo("alice");
		assertThat(both.authenticate(rs256("{\"alg\":\"RS256\",\"kid\":\"" + thumbprint + "\"}")).getName())
			.isEqualTo("alice");
		assertRefused(both, rs256("{\"alg\":\"RS256\",\"kid\":\"" + other + "\"}"), "token_invalid");
	}

	@Test
	void refusalSaysNothingOfTheToken() {
		String token = HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\\u0007\"}");
		assertThatExceptionOfType(AuthenticationRefused.class).isThrownBy(() -> this.authenticator.authenticate(token))
			.withMessage("The token is not valid here")
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
	}

	private void assertRefused(String token, String code) {
		assertRefused(this.authenticator, token, code);
	}

	private static void assertRefused(ConnectAuthenticator authenticator, String token, String code) {
		assertThatExceptionOfType(AuthenticationRefused.class).as(token)
			.isThrownBy(() -> authenticator.authenticate(token))
			.extracting(AuthenticationRefused::code)
			.isEqualTo(code);
	}

	private static String hs256WithTime(String claim, long seconds) {
		return HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\",\"" + claim + "\":" + seconds + "}");
	}

	private static String rs256(String header) {
		return HandmadeToken.signed("SHA256withRSA", RSA.getPrivate(), header, "{\"sub\":\"alice\"}");
	}

	private static ConnectAuthenticator authenticator(String principalClaim, @Nullable String issuer,
			@Nullable String audience, String... publicKeys) {
		JwtProperties properties = new JwtProperties(SECRET, List.of(publicKeys), issuer, audience, principalClaim,
				Duration.ofSeconds(30), Duration.ofHours(1));
		TokenKeys keys = TokenKeys.withSecret(SECRET,
				new PublicKeyPem(new DefaultResourceLoader()).read(properties.publicKey()));
		TokenCodec codec = new TokenCodec(keys, properties, Clock.fixed(NOW, ZoneOffset.UTC));
		return new JwtAuthenticator(codec, new PrincipalClaim(principalClaim));
	}

}
