package dev.realtime.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import dev.realtime.StompSocket;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint behind the filter chain that {@code docs/security.md} shows. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**" })
class SecuredEndpointTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Test
	void connectsByTokenAlone() throws Exception {
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			assertThat(alice.join("1", "/public/a").event()).isEqualTo("realtime:join:success");
		}
		HttpRequest elsewhere = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/x")).build();
		assertThat(HttpClient.newHttpClient().send(elsewhere, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
	}

	@Test
	void asksForTheTokenWhoeverIsLoggedIn() {
		try (StompSocket nobody = StompSocket.open(this.port)) {
			nobody.send("CONNECT", "", "accept-version", "1.2");
			assertThat(nobody.next().header("message")).isEqualTo("token_missing");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@Order(1)
		SecurityFilterChain realtime(HttpSecurity http) {
			// everybody here is logged in, which says nothing about who connects
			return http.securityMatcher(RealtimeRequest.toEndpoint())
				.csrf((csrf) -> csrf.disable())
				.anonymous((anonymous) -> anonymous.principal("bob").authorities("ROLE_USER"))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain others(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().denyAll()).build();
		}

	}

}
