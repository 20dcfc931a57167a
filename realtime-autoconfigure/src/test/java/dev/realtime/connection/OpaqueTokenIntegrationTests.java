package dev.realtime.connection;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.RealtimeUser;
import dev.realtime.StompSocket;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections whose tokens are no JWTs but keys into a table of the application. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OpaqueTokenIntegrationTests {

	@LocalServerPort
	int port;

	@Autowired
	RoomTokens roomTokens;

	@Test
	void authenticatorOfTheApplicationDecides() {
		try (StompSocket alice = StompSocket.connect(this.port, "s3cr3t-of-alice")) {
			assertThat(alice.join("1", "/r", "token", this.roomTokens.issue("alice", "/r")).event())
				.isEqualTo("realtime:join:success");
		}
	}

	@Test
	void itsRefusalsReachTheClient() {
		assertRefused("unknown", "token_invalid", "Log in again", 4100);
		assertRefused("s3cr3t-of-mallory", "account_closed", "This account is closed", 4101);
	}

	@Test
	void anAuthenticatorThatReturnsNothingRefuses() {
		assertRefused("nothing", "refused", "The connection was refused", 4101);
		try (StompSocket alice = StompSocket.connect(this.port, "s3cr3t-of-alice")) {
			alice.listen("own");
			alice.send("SEND", "", "destination", "/realtime/refresh", "token", "nothing", "correlation-id", "1");
			assertThat(alice.nextEvent("realtime:reply").body()).contains("\"code\":\"refused\"");
			assertThat(alice.settle()).isEmpty();
		}
	}

	@Test
	void anAuthenticatorThatFailsEndsNothingButTheConnection() {
		try (StompSocket alice = StompSocket.connect(this.port, "s3cr3t-of-alice")) {
			assertRefused("failing", "internal", "Something went wrong on the server", 1011);
			assertThat(alice.settle()).isEmpty();
		}
	}

	private void assertRefused(String token, String code, String message, int closeCode) {
		try (StompSocket socket = StompSocket.open(this.port)) {
			socket.send("CONNECT", "", "accept-version", "1.2", "Authorization", "Bearer " + token);
			assertThat(socket.next()).satisfies((error) -> {
				assertThat(error.header("message")).isEqualTo(code);
				assertThat(error.body()).isEqualTo("{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}");
			});
			assertThat(socket.closeCode()).isEqualTo(closeCode);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		private final Map<String, Session> sessions = Map.of("s3cr3t-of-alice",
				new Session("alice", Instant.parse("2999-01-01T00:00:00Z"), false), "s3cr3t-of-mallory",
				new Session("mallory", Instant.parse("2999-01-01T00:00:00Z"), true));

		@Bean
		ConnectAuthenticator connectAuthenticator() {
			return (token) -> {
				if (token.equals("nothing")) {
					return null;
				}
				if (token.equals("failing")) {
					throw new IllegalStateException("The database is away");
				}
				Session session = this.sessions.get(token);
				if (session == null) {
					throw new AuthenticationRefused("token_invalid", "Log in again");
				}
				if (session.closed()) {
					throw new AuthenticationRefused("account_closed", "This account is closed");
				}
				return new RealtimeUser(session.user(), Map.of("exp", session.expiresAt()));
			};
		}

	}

	record Session(String user, Instant expiresAt, boolean closed) {

	}

}
