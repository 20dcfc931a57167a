package dev.realtime.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

import dev.realtime.RealtimeUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TokenAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TokenAutoConfigurationTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TokenAutoConfiguration.class));

	private final ApplicationContextRunner secretRunner = this.runner
		.withPropertyValues("realtime.jwt.secret=" + SECRET);

	@Test
	void issuedTokensAreAccepted() {
		this.secretRunner.run((context) -> {
			String token = context.getBean(ConnectionTokens.class).issue("alice");
			RealtimeUser user = context.getBean(ConnectAuthenticator.class).authenticate(token);
			assertThat(user.name()).isEqualTo("alice");
			assertThat(ConnectAuthenticator.expiresAt(user)).isBetween(Instant.now().plusSeconds(3590),
					Instant.now().plusSeconds(3600));
		});
	}

	@Test
	void issuedTokensCarryWhatIsRequired() {
		this.secretRunner
			.withPropertyValues("realtime.jwt.issuer=https://chat", "realtime.jwt.audience=chat",
					"realtime.jwt.principal-claim=login", "realtime.jwt.token-ttl=90s")
			.run((context) -> {
				String token = context.getBean(ConnectionTokens.class).issue("alice");
				assertThat(context.getBean(ConnectAuthenticator.class).authenticate(token).claims())
					.containsEntry("login", "alice")
					.containsEntry("sub", "alice");
				// as a library that shares no code with ours reads it
				Jwt jwt = NimbusJwtDecoder.withSecretKey(new SecretKeySpec(SECRET.getBytes(), "HmacSHA256"))
					.build()
					.decode(token);
				assertThat(jwt.getIssuer()).hasToString("https://chat");
				assertThat(jwt.getAudience()).containsExactly("chat");
				assertThat(jwt.getExpiresAt()).isEqualTo(jwt.getIssuedAt().plusSeconds(90));
			});
	}

	@Test
	void emptyPropertiesAreAbsentOnes() {
		this.secretRunner
			.withPropertyValues("realtime.jwt.issuer=", "realtime.jwt.audience=", "realtime.jwt.public-key=")
			.run((context) -> assertThat(context.getBean(ConnectAuthenticator.class)
				.authenticate(HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}"))
				.name()).isEqualTo("alice"));
	}

	@Test
	void generatesSecretAndSaysWhatToSet(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.jwt.secret=").run((context) -> {
			String token = context.getBean(ConnectionTokens.class).issue("alice");
			assertThat(context.getBean(ConnectAuthenticator.class).authenticate(token).name()).isEqualTo("alice");
			assertThat(output).containsOnlyOnce("WARN").contains("Set realtime.jwt.secret to a random text");
		});
	}

	@Test
	void generatedSecretsDiffer() {
		this.runner.run((first) -> this.runner.run((second) -> {
			String token = first.getBean(ConnectionTokens.class).issue("alice");
			assertThatExceptionOfType(AuthenticationRefused.class)
				.isThrownBy(() -> second.getBean(ConnectAuthenticator.class).authenticate(token));
		}));
	}

	@Test
	void relayWithoutSecretFailsTheStart() {
		this.runner.withPropertyValues("realtime.broker=relay")
			.run((context) -> assertThat(analysis(context.getStartupFailure())).satisfies((analysis) -> {
				assertThat(analysis.getDescription()).contains("realtime.jwt.secret is not set",
						"realtime.broker=relay");
				assertThat(analysis.getAction()).startsWith("Set realtime.jwt.secret");
			}));
	}

	@Test
	void weakSecretFailsTheStartAndIsNotPrinted() {
		this.runner.withPropertyValues("realtime.jwt.secret=hunter2hunter2hunter2hunter2hun")
			.run((context) -> assertThat(analysis(context.getStartupFailure())).satisfies((analysis) -> {
				assertThat(analysis.getDescription()).contains("248 bits", "256").doesNotContain("hunter2");
				assertThat(analysis.getAction()).startsWith("Set realtime.jwt.secret").doesNotContain("hunter2");
			}));
	}

	@Test
	void secretIsMeasuredInBytes() {
		this.runner.withPropertyValues("realtime.jwt.secret=" + "é".repeat(16))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nothingIsDemandedOfDisabledApplications(CapturedOutput output) {
		this.runner.withPropertyValues("realtime.enabled=false", "realtime.broker=relay").run((context) -> {
			assertThat(context).hasSingleBean(ConnectionTokens.class).hasSingleBean(ConnectAuthenticator.class);
			assertThat(output).doesNotContain("WARN");
		});
	}

	@Test
	void propertiesAreValidated() {
		for (String property : List.of("realtime.jwt.clock-skew=-1s", "realtime.jwt.clock-skew=11m",
				"realtime.jwt.token-ttl=0s", "realtime.jwt.principal-claim= ", "realtime.jwt.public-key=nowhere.pem")) {
			this.secretRunner.withPropertyValues(property)
				.run((context) -> assertThat(context.getStartupFailure()).as(property)
					.hasStackTraceContaining(property.substring(0, property.indexOf('='))));
		}
	}

	@Test
	void publicKeysAreTextsOrLocations(@TempDir Path directory) throws IOException {
		var rsa = HandmadeToken.rsa(2048);
		String pem = HandmadeToken.pem(rsa.getPublic());
		Path file = Files.writeString(directory.resolve("idp.pem"), pem);
		String token = HandmadeToken.signed("SHA256withRSA", rsa.getPrivate(), "{\"alg\":\"RS256\"}",
				"{\"sub\":\"alice\"}");
		// an environment variable often has \n where the file has line breaks
		for (String key : List.of(pem, pem.replace("\r\n", "\\n").replace("\n", "\\n"), file.toUri().toString())) {
			this.secretRunner.withPropertyValues("realtime.jwt.public-key=" + key)
				.run((context) -> assertThat(context.getBean(ConnectAuthenticator.class).authenticate(token).name())
					.isEqualTo("alice"));
		}
	}

	@Test
	void propertiesDoNotPrintTheSecret() {
		this.secretRunner
			.run((context) -> assertThat(context.getBean(JwtProperties.class).toString()).doesNotContain(SECRET));
	}

	@Test
	void ownAuthenticatorTakesThePlace() {
		ConnectAuthenticator own = (token) -> new RealtimeUser("anybody", Map.of("opaque", token));
		this.secretRunner.withBean(ConnectAuthenticator.class, () -> own).withBean(JwtDecoder.class, () -> (token) -> {
			throw new JwtException("not asked");
		}).run((context) -> assertThat(context.getBean(ConnectAuthenticator.class)).isSameAs(own));
	}

	@Test
	void worksWithoutSpringSecurity() {
		this.secretRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context.getBean(ConnectAuthenticator.class))
				.isInstanceOf(JwtAuthenticator.class));
	}

	@Test
	void decoderOfTheApplicationDecides() {
		var rsa = HandmadeToken.rsa(2048);
		this.secretRunner
			.withBean(JwtDecoder.class, () -> NimbusJwtDecoder.withPublicKey((RSAPublicKey) rsa.getPublic()).build())
			.run((context) -> {
				ConnectAuthenticator authenticator = context.getBean(ConnectAuthenticator.class);
				long now = Instant.now().getEpochSecond();
				RealtimeUser user = authenticator.authenticate(HandmadeToken.signed("SHA256withRSA", rsa.getPrivate(),
						"{\"alg\":\"RS256\"}", "{\"sub\":\"alice\",\"exp\":" + (now + 60) + "}"));
				assertThat(user.name()).isEqualTo("alice");
				assertThat(ConnectAuthenticator.expiresAt(user)).isEqualTo(Instant.ofEpochSecond(now + 60));
				assertRefused(authenticator, "", "token_missing");
				assertRefused(authenticator, "x.y", "token_malformed");
				assertRefused(authenticator, HandmadeToken.hs256(SECRET, "{\"sub\":\"alice\"}"), "token_invalid");
				assertRefused(authenticator, HandmadeToken.signed("SHA256withRSA", rsa.getPrivate(),
						"{\"alg\":\"RS256\"}", "{\"sub\":\"alice\",\"exp\":" + (now - 600) + "}"), "token_expired");
				assertRefused(authenticator, HandmadeToken.signed("SHA256withRSA", rsa.getPrivate(),
						"{\"alg\":\"RS256\",\"typ\":\"room+jwt\"}", "{\"sub\":\"alice\"}"), "token_invalid");
			});
	}

	@Test
	void expiredIsOnlyWhatHasNothingElseWrong() {
		OAuth2Error expired = new OAuth2Error("invalid_token", "Jwt expired at 2026-01-01T00:00:00Z", null);
		OAuth2Error issuer = new OAuth2Error("invalid_token", "The iss claim is not valid", null);
		this.secretRunner.withBean(JwtDecoder.class, () -> (token) -> {
			throw new JwtValidationException("invalid", List.of(expired, issuer));
		}).run((context) -> assertRefused(context.getBean(ConnectAuthenticator.class), "e30.e30.x", "token_invalid"));
	}

	@Test
	void roomTokenOpensNoConnectionWhateverTheDecoderSays() {
		Jwt lenient = Jwt.withTokenValue("x").header("typ", "room+jwt").subject("alice").build();
		this.secretRunner.withBean(JwtDecoder.class, () -> (token) -> lenient)
			.run((context) -> assertRefused(context.getBean(ConnectAuthenticator.class), "e30.e30.x", "token_invalid"));
	}

	@Test
	void unreachableKeyServerIsNotTheClientsFault() {
		this.secretRunner.withBean(JwtDecoder.class, () -> (token) -> {
			throw new JwtException("no route to key server");
		})
			.run((context) -> assertThatExceptionOfType(JwtException.class)
				.isThrownBy(() -> context.getBean(ConnectAuthenticator.class).authenticate("e30.e30.x")));
	}

	private static void assertRefused(ConnectAuthenticator authenticator, String token, String code) {
		assertThatExceptionOfType(AuthenticationRefused.class).isThrownBy(() -> authenticator.authenticate(token))
			.extracting(AuthenticationRefused::code)
			.isEqualTo(code);
	}

	private static FailureAnalysis analysis(Throwable failure) {
		assertThat(failure).isNotNull();
		return new InvalidTokenKeyFailureAnalyzer().analyze(failure);
	}

}
