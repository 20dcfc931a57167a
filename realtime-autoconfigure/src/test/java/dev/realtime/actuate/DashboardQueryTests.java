package dev.realtime.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.actuate.Dashboard.Query;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomTokens;
import dev.realtime.rpc.RealtimeMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Prometheus that scrapes an application has an answer to whatever the dashboard
 * asks: every panel shows something where everything happens that it is about.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"realtime.push.keys=0123456789abcdef0123456789abcdef", "realtime.connection.max-rooms=2",
				"realtime.broker=relay", "management.endpoints.web.exposure.include=prometheus",
				"spring.datasource.generate-unique-name=true" })
@EnabledIfSystemProperty(named = "realtime.prometheus", matches = "/.+",
		disabledReason = "needs a Prometheus: -Drealtime.prometheus=/path/to/prometheus")
class DashboardQueryTests {

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((?<selector>.+), (?<label>\\w+)\\)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	private static final String ALL = ".*";

	private final Dashboard dashboard = Dashboard.read();

	@TempDir
	Path directory;

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	RoomTokens passes;

	@Autowired
	ApplicationEventPublisher events;

	@DynamicPropertySource
	static void nobodyListens(DynamicPropertyRegistry properties) {
		properties.add("realtime.relay.host", () -> "127.0.0.1");
		properties.add("realtime.relay.port", TestSocketUtils::findAvailableTcpPort);
	}

	@Test
	void everyPanelShowsSomething() throws Exception {
		try (Prometheus prometheus = Prometheus.scraping("127.0.0.1:" + this.port, this.directory)) {
			await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
				letEverythingHappen();
				for (Query query : this.dashboard.queries()) {
					verify(query, prometheus.range(complete(query.expression(), ALL, ALL)));
				}
			});
			oneNodeCanBeChosen(prometheus);
		}
	}

	private static void verify(Query query, List<JsonNode> series) {
		assertThat(series).as("what %s shows", query.name()).isNotEmpty();
		assertThat(series.stream()
			.flatMap((one) -> one.get("values").valueStream())
			.map((point) -> Double.valueOf(point.get(1).asString()))).as(query.name()).anyMatch(Double::isFinite);
		Matcher label = LEGEND.matcher(query.legend());
		while (label.find()) {
			assertThat(series).as("legend of %s", query.name())
				.allMatch((one) -> one.get("metric").has(label.group(1)));
		}
	}

	private void oneNodeCanBeChosen(Prometheus prometheus) throws Exception {
		List<String> definitions = this.dashboard.definitions();
		assertThat(values(prometheus, definitions.get(0), ALL)).containsExactly("chat");
		assertThat(values(prometheus, definitions.get(1), "chat")).containsExactly("127.0.0.1:" + this.port);
		for (Query query : this.dashboard.queries()) {
			// the way Grafana escapes a value that was chosen
			String chosen = complete(query.expression(), "chat", "127\\\\.0\\\\.0\\\\.1:" + this.port);
			verify(query, prometheus.range(chosen));
			assertThat(prometheus.range(complete(query.expression(), "chat", "elsewhere"))).as(query.name()).isEmpty();
		}
	}

	private static List<String> values(Prometheus prometheus, String definition, String job) throws Exception {
		Matcher parts = LABEL_VALUES.matcher(definition);
		assertThat(parts.matches()).as(definition).isTrue();
		return prometheus.labelValues(complete(parts.group("selector"), job, ALL), parts.group("label"));
	}

	private static String complete(String expression, String job, String instance) {
		String complete = expression.replace("$job", job)
			.replace("$instance", instance)
			.replace("$__rate_interval", Prometheus.RATE_INTERVAL)
			.replace("$__range", "1m");
		assertThat(complete).doesNotContain("$");
		return complete;
	}

	private void letEverythingHappen() throws Exception {
		String position = this.passes.pass("alice", "/public/a").position();
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			alice.listen("own");
			alice.join("1", "/public/a", "position", position);
			alice.join("2", "/public/b", "position", "x:1");
			assertThat(alice.join("3", "/public/c").text("code")).isEqualTo("limit_exceeded");
			alice.send("UNSUBSCRIBE", "", "id", "2");
			this.events.publishEvent(RealtimeEvent.created("thing", Map.of("id", 1)).toRooms("/public/a"));
			alice.nextEvent("realtime:resource");
			alice.send("SEND", "{}", "destination", "/realtime/call/greet", "correlation-id", "1");
			alice.nextEvent("realtime:reply");
			push();
			alice.nextEvent("tick");
		}
	}

	private void push() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/realtime/push"))
			.header("Authorization", "Bearer 0123456789abcdef0123456789abcdef")
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"event\":\"tick\",\"targets\":{\"rooms\":\"/public/a\"},\"data\":1}"))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
	}

	static class Greeter {

		@RealtimeMethod("greet")
		String greet() {
			return "hello";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		@Bean
		Greeter greeter() {
			return new Greeter();
		}

	}

}
