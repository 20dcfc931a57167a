package dev.realtime.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** The console: off, guarded, and what it shows. */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleTests {

	private static final String[] ON = { "realtime.console.enabled=true",
			"management.endpoints.web.exposure.include=health,realtime" };

	private static final Pattern ENDPOINT = Pattern.compile("<meta name=\"realtime-endpoint\" content=\"([^\"]*)\">");

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void isOffUnlessEnabled() throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class,
				"management.endpoints.web.exposure.include=health,realtime")) {
			assertThat(get(context, "/realtime-console").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/realtime/console").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/realtime").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void isNotThereWhereTheEndpointIsNot(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class, "realtime.console.enabled=true")) {
			assertThat(get(context, "/realtime-console").statusCode()).isEqualTo(404);
			assertThat(output).contains("realtime.console.enabled=true, but there is no console")
				.contains("management.endpoints.web.exposure.include=realtime");
		}
	}

	@Test
	void showsAPageThatAsksTheEndpoint() throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class, ON)) {
			HttpResponse<String> page = get(context, "/realtime-console");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().firstValue("content-type").orElseThrow())
				.matches("(?i)text/html; ?charset=utf-8");
			assertThat(page.body()).startsWith("<!doctype html>").contains("</html>");
			assertThat(report(context, page).get("connections").get("endpoint").asString()).isEqualTo("/realtime");
		}
	}

	/** Nothing is fetched from elsewhere, so that it works behind any wall. */
	@Test
	void needsNothingFromElsewhere() throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class, ON)) {
			String page = get(context, "/realtime-console").body().replace("http://www.w3.org/2000/svg", "");
			assertThat(page).doesNotContain("//cdn", "https://", "@import", "<script src", "<link rel=\"stylesheet\"");
		}
	}

	@Test
	void followsThePathsOfApplicationAndActuator() throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class, "realtime.console.enabled=true",
				"server.servlet.context-path=/shop", "spring.mvc.servlet.path=/app",
				"management.endpoints.web.base-path=/manage",
				"management.endpoints.web.path-mapping.realtime=live/rooms",
				"management.endpoints.web.exposure.include=realtime")) {
			HttpResponse<String> page = get(context, "/shop/app/realtime-console");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(report(context, page).get("rooms").get("broker").asString()).isEqualTo("embedded");
			assertThat(get(context, "/shop/app/manage/live/rooms/console").body()).isEqualTo(page.body());
		}
	}

	@Test
	void staysWithTheEndpointOnAPortOfItsOwn() throws Exception {
		String[] properties = Arrays.copyOf(ON, ON.length + 1);
		properties[ON.length] = "management.server.port=0";
		try (ConfigurableApplicationContext context = start(Open.class, properties)) {
			assertThat(get(context, "/realtime-console").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/realtime/console").statusCode()).isEqualTo(404);
			int port = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
			assertThat(get(port, "/actuator/realtime/console").body()).startsWith("<!doctype html>");
		}
	}

	/** The application lets everybody in, the actuator does not. */
	@Test
	void hasTheRulesOfTheActuator() throws Exception {
		try (ConfigurableApplicationContext context = start(Guarded.class, ON)) {
			assertThat(get(context, "/elsewhere").statusCode()).isEqualTo(404);
			assertThat(get(context, "/realtime-console").statusCode()).isEqualTo(401);
			assertThat(get(context, "/actuator/realtime/console").statusCode()).isEqualTo(401);
			assertThat(get(context, "/actuator/realtime").statusCode()).isEqualTo(401);
			String[] visitor = { "Authorization", "Basic dmlzaXRvcjpzZWNyZXQ=" };
			assertThat(get(context, "/realtime-console", visitor).statusCode()).isEqualTo(403);
			assertThat(get(context, "/actuator/realtime", visitor).statusCode()).isEqualTo(403);
			String[] operator = { "Authorization", "Basic b3BlcmF0b3I6c2VjcmV0" };
			assertThat(get(context, "/realtime-console", operator).body()).startsWith("<!doctype html>");
			assertThat(get(context, "/actuator/realtime", operator).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void isClosedByTheRulesThatAreThereByDefault() throws Exception {
		try (ConfigurableApplicationContext context = start(Defaults.class, ON)) {
			assertThat(get(context, "/realtime-console").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void onlyShows() throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class, ON)) {
			HttpRequest post = HttpRequest.newBuilder(uri(port(context), "/realtime-console"))
				.POST(BodyPublishers.ofString("x"))
				.build();
			assertThat(this.http.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
		}
	}

	@Test
	void watchesARoomButNotWhatEventsSay() throws Exception {
		try (ConfigurableApplicationContext context = start(Open.class, ON)) {
			String token = context.getBean(ConnectionTokens.class).issue("alice");
			try (StompSocket alice = StompSocket.connect(port(context), token)) {
				alice.join("1", "/public/a?b");
				context.publishEvent(RealtimeEvent.named("quick", "private words").toRooms("/public/a?b"));
				alice.nextEvent("quick");
				String report = get(context, "/actuator/realtime?room=/public/a%3Fb").body();
				assertThat(report).doesNotContain("private words");
				JsonNode room = new JsonMapper().readTree(report).get("room");
				assertThat(room.get("room").asString()).isEqualTo("/public/a?b");
				assertThat(room.get("members").asInt()).isEqualTo(1);
				assertThat(room.get("users").get(0).asString()).isEqualTo("alice");
				assertThat(room.get("publications").asInt()).isEqualTo(1);
				assertThat(room.get("kept").asInt()).isEqualTo(1);
				assertThat(room.get("recent").get(0).get("event").asString()).isEqualTo("quick");
				assertThat(room.get("recent").get(0).get("bytes").asInt()).isPositive();
				JsonNode top = new JsonMapper().readTree(report).get("rooms").get("top").get(0);
				assertThat(top.get("room").asString()).isEqualTo("/public/a?b");
				assertThat(top.get("members").asInt()).isEqualTo(1);
			}
			JsonNode unknown = new JsonMapper().readTree(get(context, "/actuator/realtime?room=/nowhere").body());
			assertThat(unknown.get("room").isNull()).isTrue();
			assertThat(get(context, "/actuator/realtime").body()).doesNotContain("/nowhere", "\"room\":null");
		}
	}

	private static ConfigurableApplicationContext start(Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"spring.datasource.generate-unique-name=true"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(application).properties(all.toArray(String[]::new)).run();
	}

	/** Follows the way the page itself takes. */
	private JsonNode report(ConfigurableApplicationContext context, HttpResponse<String> page) throws Exception {
		Matcher endpoint = ENDPOINT.matcher(page.body());
		assertThat(endpoint.find()).isTrue();
		return new JsonMapper().readTree(get(port(context), page.uri().resolve(endpoint.group(1)).getPath()).body());
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path, String... headers)
			throws Exception {
		return get(port(context), path, headers);
	}

	private HttpResponse<String> get(int port, String path, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(port, path));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private static URI uri(int port, String path) {
		return URI.create("http://127.0.0.1:" + port + path);
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Open {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Defaults {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Guarded {

		@Bean
		@Order(1)
		SecurityFilterChain actuator(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.toAnyEndpoint())
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain others(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(user("operator", "OPERATOR"), user("visitor", "VISITOR"));
		}

		private static UserDetails user(String name, String role) {
			return User.withUsername(name).password("{noop}secret").roles(role).build();
		}

	}

}
