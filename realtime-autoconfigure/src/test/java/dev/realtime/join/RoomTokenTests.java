package dev.realtime.join;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.realtime.connection.AuthenticationRefused;
import dev.realtime.connection.ConnectAuthenticator;
import dev.realtime.connection.HandmadeToken;
import dev.realtime.connection.TokenAutoConfiguration;
import dev.realtime.join.RoomTokenDecision.Granted;
import dev.realtime.join.RoomTokenDecision.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RoomTokens} and {@link RoomTokenVerifier} as the application gets
 * them.
 */
class RoomTokenTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"room+jwt\"}";

	private static final Duration SKEW = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RoomTokenAutoConfiguration.class, TokenAutoConfiguration.class))
		.withPropertyValues("realtime.jwt.secret=" + SECRET);

	@Test
	void issuedTokenLetsItsUserIntoItsRoom() {
		this.runner.run((context) -> {
			Instant before = Instant.now();
			String token = context.getBean(RoomTokens.class).issue("alice", "/channels/42?x=1");
			Granted granted = (Granted) context.getBean(RoomTokenVerifier.class)
				.verify(token, "alice", "/channels/42?x=1");
			assertThat(granted.issuedAtMillis()).isBetween(before.toEpochMilli(), Instant.now().toEpochMilli());
			assertThat(granted.until()).isEqualTo(
					Instant.ofEpochSecond(granted.issuedAtMillis() / 1000).plus(Duration.ofMinutes(10)).plus(SKEW));
		});
	}

	@Test
	void nobodyElseAndNowhereElse() {
		this.runner.run((context) -> {
			String token = context.getBean(RoomTokens.class).issue("alice", "/channels/42");
			RoomTokenVerifier verifier = context.getBean(RoomTokenVerifier.class);
			assertThat(verifier.verify(token, "bob", "/channels/42")).isEqualTo(Refused.INVALID);
			assertThat(verifier.verify(token, "Alice", "/channels/42")).isEqualTo(Refused.INVALID);
			for (String room : List.of("/channels/4", "/channels/421", "/channels/42?x=1", "/channels/%34%32")) {
				assertThat(verifier.verify(token, "alice", room)).isEqualTo(Refused.INVALID);
			}
		});
	}

	@Test
	void doesNotOpenAConnection() {
		this.runner.run((context) -> {
			String token = context.getBean(RoomTokens.class).issue("alice", "/channels/42");
			assertThatExceptionOfType(AuthenticationRefused.class)
				.isThrownBy(() -> context.getBean(ConnectAuthenticator.class).authenticate(token));
		});
	}

	@Test
	void connectionTokenOpensNoRoom() {
		long now = Instant.now().getEpochSecond();
		assertRefused(HandmadeToken.hs256(SECRET, claims(now, now + 60, "")), "token_invalid");
	}

	@Test
	void otherBackEndsMayIssueThem() {
		long now = Instant.now().getEpochSecond();
		this.runner.run((context) -> assertThat(
				context.getBean(RoomTokenVerifier.class).verify(handmade(claims(now, now + 86400, "")), "alice", "/r"))
			.isEqualTo(new Granted(Instant.ofEpochSecond(now + 86400).plus(SKEW), now * 1000)));
	}

	@Test
	void userMayBeANumber() {
		long now = Instant.now().getEpochSecond();
		String token = handmade("{\"sub\":42,\"room\":\"/r\",\"iat\":" + now + ",\"exp\":" + (now + 60) + "}");
		this.runner.run((context) -> {
			RoomTokenVerifier verifier = context.getBean(RoomTokenVerifier.class);
			assertThat(verifier.verify(token, "42", "/r")).isInstanceOf(Granted.class);
			assertThat(verifier.verify(token, "4", "/r")).isEqualTo(Refused.INVALID);
		});
	}

	@Test
	void lifetimeIsLimited() {
		long now = Instant.now().getEpochSecond();
		assertRefused(handmade(claims(now, now + 86401, "")), "token_invalid");
		assertRefused(handmade(claims(now + 120, now + 240, "")), "token_invalid");
		assertRefused(handmade(claims(now + 10, now + 10, "")), "token_invalid");
		assertRefused(handmade("{\"sub\":\"alice\",\"room\":\"/r\",\"exp\":" + (now + 60) + "}"), "token_invalid");
		assertRefused(handmade("{\"sub\":\"alice\",\"room\":\"/r\",\"iat\":" + now + "}"), "token_invalid");
		assertRefused(handmade(claims(now - 600, now - 60, "")), "token_expired");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"1\"", "1.5", "1", "-1", "true", "99999999999999999999" })
	void issueTimeInMillisecondsMustAgree(String millis) {
		long now = Instant.now().getEpochSecond();
		assertRefused(handmade(claims(now, now + 60, ",\"iat_ms\":" + millis)), "token_invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "a.b.c" })
	void nonsenseIsInvalid(String token) {
		assertRefused(token, "token_invalid");
	}

	@Test
	void issuesOnlyForUsersAndRoomsThatExist() {
		this.runner.run((context) -> {
			RoomTokens tokens = context.getBean(RoomTokens.class);
			assertThatIllegalArgumentException().isThrownBy(() -> tokens.issue("", "/r"));
			assertThatIllegalArgumentException().isThrownBy(() -> tokens.issue("alice", "/r/../admin"));
			assertThatIllegalArgumentException().isThrownBy(() -> tokens.pass("alice", "r"));
		});
	}

	@Test
	void passSaysWhereTheRoomStands() {
		this.runner.withBean(RoomPositions.class, () -> (room) -> "k3j9:" + room.length()).run((context) -> {
			RoomPass pass = context.getBean(RoomTokens.class).pass("alice", "/channels/42");
			assertThat(pass.position()).isEqualTo("k3j9:12");
			assertThat(context.getBean(RoomTokenVerifier.class).verify(pass.token(), "alice", "/channels/42"))
				.isInstanceOf(Granted.class);
			assertThat(pass.toString()).doesNotContain(pass.token());
			assertThat(new JsonMapper().writeValueAsString(pass))
				.isEqualTo("{\"room\":\"/channels/42\",\"token\":\"" + pass.token() + "\",\"position\":\"k3j9:12\"}");
		});
	}

	@Test
	void passHasNoPositionWhereThereIsNothingToJoin() {
		this.runner.withPropertyValues("realtime.enabled=false").run((context) -> {
			RoomPass pass = context.getBean(RoomTokens.class).pass("alice", "/channels/42");
			assertThat(new JsonMapper().writeValueAsString(pass)).doesNotContain("position");
		});
	}

	@Test
	void lifetimeIsConfigurable() {
		this.runner.withPropertyValues("realtime.rooms.token-ttl=5s").run((context) -> {
			Granted granted = (Granted) context.getBean(RoomTokenVerifier.class)
				.verify(context.getBean(RoomTokens.class).issue("alice", "/r"), "alice", "/r");
			assertThat(granted.until()).isBefore(Instant.now().plus(SKEW).plusSeconds(6));
		});
		for (String ttl : List.of("0s", "24h1s")) {
			this.runner.withPropertyValues("realtime.rooms.token-ttl=" + ttl)
				.run((context) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining("realtime.rooms.token-ttl"));
		}
	}

	private void assertRefused(String token, String code) {
		this.runner.run((context) -> assertThat(context.getBean(RoomTokenVerifier.class).verify(token, "alice", "/r"))
			.isEqualTo(new Refused(code)));
	}

	private static String claims(long iat, long exp, String more) {
		return "{\"sub\":\"alice\",\"room\":\"/r\",\"iat\":" + iat + ",\"exp\":" + exp + more + "}";
	}

	private static String handmade(String claims) {
		return HandmadeToken.hs256(SECRET.getBytes(StandardCharsets.UTF_8), HEADER, claims);
	}

}
