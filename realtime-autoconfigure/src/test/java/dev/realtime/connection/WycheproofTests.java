package dev.realtime.connection;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The signatures of Project Wycheproof, good and bad. */
class WycheproofTests {

	@TestFactory
	Stream<DynamicTest> isBelievedOrNot() throws IOException {
		return new ClassPathResource("wycheproof-jws.tsv").getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("\t", -1))
			.map((cells) -> DynamicTest.dynamicTest(cells[0], () -> check(cells[1], cells[2], cells[3], cells[4])));
	}

	private static void check(String type, String key, String token, String result) throws Exception {
		JwtProperties properties = new JwtProperties(null, List.of(), null, null, "sub", Duration.ZERO,
				Duration.ofHours(1));
		TokenCodec codec = new TokenCodec(keys(type, key.split(",")), properties, Clock.systemUTC());
		if (result.equals("valid")) {
			assertThatCode(() -> codec.payload(TokenType.CONNECTION, token)).doesNotThrowAnyException();
		}
		else {
			assertThatExceptionOfType(AuthenticationRefused.class)
				.isThrownBy(() -> codec.payload(TokenType.CONNECTION, token));
		}
	}

	private static TokenKeys keys(String type, String[] parts) throws GeneralSecurityException {
		return switch (type) {
			case "oct" -> new TokenKeys(TokenKey.secret(Base64.getUrlDecoder().decode(parts[0])), List.of());
			case "RSA" -> only(KeyFactory.getInstance("RSA")
				.generatePublic(new RSAPublicKeySpec(number(parts[0]), number(parts[1]))));
			default -> only(KeyFactory.getInstance("EC")
				.generatePublic(new ECPublicKeySpec(new ECPoint(number(parts[0]), number(parts[1])), p256())));
		};
	}

	private static TokenKeys only(PublicKey key) {
		return TokenKeys.withGeneratedSecret(List.of(TokenKey.of(key)));
	}

	private static ECParameterSpec p256() throws GeneralSecurityException {
		AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
		parameters.init(new ECGenParameterSpec("secp256r1"));
		return parameters.getParameterSpec(ECParameterSpec.class);
	}

	private static BigInteger number(String part) {
		return new BigInteger(1, Base64.getUrlDecoder().decode(part));
	}

}
