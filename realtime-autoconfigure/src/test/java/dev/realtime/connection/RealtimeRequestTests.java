package dev.realtime.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import dev.realtime.EmbeddedServer;
import dev.realtime.push.PushAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeRequest} in the filter chain its documentation shows.
 */
class RealtimeRequestTests {

	private static final String PUSH = "{\"event\":\"e\",\"targets\":{\"rooms\":\"/chat\"}}";

	private final HttpClient client = HttpClient.newHttpClient();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(EmbeddedServer.autoConfiguration(),
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
				SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
				SecurityFilterAutoConfiguration.class, PushAutoConfiguration.class))
		.withPropertyValues("server.port=0", "realtime.push.keys=key");

	private final WebApplicationContextRunner chainRunner = this.runner.withUserConfiguration(Security.class);

	@Test
	void defaultChainLetsNobodyPass() {
		this.runner.run((context) -> assertThat(push(context, "/realtime/push")).isEqualTo(403));
	}

	@Test
	void ownChainLetsHandshakeAndPushPass() {
		this.chainRunner.run((context) -> {
			assertThat(push(context, "/realtime/push")).isEqualTo(202);
			assertThat(get(context, "/realtime")).isEqualTo(404);
		});
	}

	@Test
	void othersMeetTheChainOfTheApplication() {
		this.chainRunner.run((context) -> {
			for (String path : new String[] { "/realtime/", "/realtime/pushes", "/realtime/push/x", "/realtimes",
					"/api/realtime", "/" }) {
				assertThat(get(context, path)).as(path).isEqualTo(418);
			}
		});
	}

	@Test
	void pathsAreTheConfiguredOnes() {
		this.chainRunner
			.withPropertyValues("realtime.endpoint.path=/ws", "realtime.push.path=/hook",
					"spring.mvc.servlet.path=/app", "server.servlet.context-path=/context")
			.run((context) -> {
				assertThat(push(context, "/context/app/hook")).isEqualTo(202);
				assertThat(get(context, "/context/app/ws")).isEqualTo(404);
				assertThat(get(context, "/context/app/realtime")).isEqualTo(418);
			});
	}

	@Test
	void matchesNothingWhereRealtimeIsDisabled() {
		this.chainRunner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(get(context, "/realtime")).isEqualTo(418));
	}

	private int push(AssertableWebApplicationContext context, String path) throws Exception {
		return this.client
			.send(request(context, path).header("Authorization", "Bearer key")
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString(PUSH))
				.build(), BodyHandlers.discarding())
			.statusCode();
	}

	private int get(AssertableWebApplicationContext context, String path) throws Exception {
		return this.client.send(request(context, path).build(), BodyHandlers.discarding()).statusCode();
	}

	private static HttpRequest.Builder request(AssertableWebApplicationContext context, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(context) + path));
	}

	private static int port(AssertableWebApplicationContext context) {
		return context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer()
			.getPort();
	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		@Order(1)
		SecurityFilterChain realtime(HttpSecurity http) {
			return http.securityMatcher(RealtimeRequest.toEndpoint())
				.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain application(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().denyAll())
				.exceptionHandling((handling) -> handling
					.authenticationEntryPoint((request, response, ex) -> response.setStatus(418)))
				.build();
		}

	}

}
