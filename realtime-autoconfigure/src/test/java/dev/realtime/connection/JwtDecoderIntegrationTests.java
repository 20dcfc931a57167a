package dev.realtime.connection;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import dev.realtime.StompSocket;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections whose tokens the application's own decoder reads. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "realtime.jwt.clock-skew=0s")
class JwtDecoderIntegrationTests {

	private static final Instant EXPIRY = Instant.parse("2999-01-01T00:00:00Z");

	@LocalServerPort
	int port;

	@Test
	void expiryOfTheDecoderBoundsTheConnection() {
		try (StompSocket alice = StompSocket.connect(this.port, "e30.alice.x")) {
			alice.listen("own");
			alice.send("SEND", "", "destination", "/realtime/refresh", "token", "e30.alice.y", "correlation-id", "1");
			assertThat(alice.nextEvent("realtime:reply").body())
				.isEqualTo("{\"result\":{\"expiresAt\":\"2999-01-01T00:00:00Z\"}}");
			alice.send("SEND", "", "destination", "/realtime/refresh", "token", "e30.soon.y", "correlation-id", "2");
			assertThat(alice.nextEvent("realtime:reply").json().at("/error/code").asString())
				.isEqualTo("subject_mismatch");
		}
		try (StompSocket soon = StompSocket.connect(this.port, "e30.soon.x")) {
			assertThat(soon.next().header("message")).isEqualTo("token_expired");
			assertThat(soon.closeCode()).isEqualTo(4100);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		/** Its tokens hold the user's name where others have their claims. */
		@Bean
		JwtDecoder decoder() {
			return (token) -> {
				String user = token.split("\\.")[1];
				if (user.isEmpty()) {
					throw new BadJwtException("nobody");
				}
				Instant expiry = user.equals("soon") ? Instant.now().plusMillis(500) : EXPIRY;
				return Jwt.withTokenValue(token).header("alg", "x").subject(user).expiresAt(expiry).build();
			};
		}

	}

}
