package dev.realtime.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What docs/observability.md and the dashboard name is what a running application has, by
 * a node whose broker is away. To write the table of the page anew:
 * {@code mvn -pl realtime-autoconfigure -am test -Dtest=MeasuredApplicationTests -Dtable=write}.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"realtime.push.keys=0123456789abcdef0123456789abcdef", "realtime.broker=relay",
				"management.endpoints.web.exposure.include=prometheus", "spring.datasource.generate-unique-name=true" })
class MeasuredApplicationTests {

	private static final String BEGIN = "<!-- meters -->\n";

	private static final String END = "<!-- end of meters -->";

	private static final Path PAGE = Path.of("..", "docs", "observability.md");

	private static final Pattern METRIC = Pattern.compile("\\brealtime_\\w+");

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	MeterRegistry meters;

	@DynamicPropertySource
	static void nobodyListens(DynamicPropertyRegistry properties) {
		properties.add("realtime.relay.host", () -> "127.0.0.1");
		properties.add("realtime.relay.port", TestSocketUtils::findAvailableTcpPort);
	}

	@BeforeEach
	void deliverSomething() {
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			alice.join("1", "/public/a");
			this.events.publishEvent(RealtimeEvent.named("tick", 1).toRooms("/public/a"));
			alice.nextEvent("tick");
		}
		await().until(() -> this.meters.find(EventObservations.FAN_OUT).timer() != null);
	}

	@Test
	void hasEveryMeterThatIsDocumented() {
		for (RealtimeMeter documented : RealtimeMeter.values()) {
			Meter meter = this.meters.find(documented.id()).meter();
			assertThat(meter).as(documented.id()).isNotNull();
			Set<String> tags = meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toSet());
			tags.remove("error");
			assertThat(documented.row()).as("tags of " + documented.id())
				.contains(tags.isEmpty() ? "`" + documented.id() + "`" : documented.id() + "{");
			assertThat(tags).allSatisfy((tag) -> assertThat(documented.row()).contains(tag));
		}
	}

	@Test
	void documentsEveryMeter() {
		Set<String> documented = new HashSet<>();
		for (RealtimeMeter meter : RealtimeMeter.values()) {
			documented.add(meter.id());
		}
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.filteredOn((name) -> name.startsWith("realtime."))
			.map((name) -> name.replaceAll("\\.active$", ""))
			.isSubsetOf(documented);
	}

	@Test
	void tagsNeitherRoomsNorUsers() {
		assertThat(this.meters.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.extracting(Tag::getValue)
			.noneMatch((value) -> value.contains("/public/") || value.contains("alice"));
	}

	@Test
	void theDocumentedTableIsThatOfTheCode() throws IOException {
		String page = Files.readString(PAGE);
		int begin = page.indexOf(BEGIN) + BEGIN.length();
		int end = page.indexOf(END);
		StringBuilder table = new StringBuilder("| meter | | |\n|---|---|---|\n");
		for (RealtimeMeter meter : RealtimeMeter.values()) {
			table.append(meter.row());
		}
		if ("write".equals(System.getProperty("table"))) {
			Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
			return;
		}
		assertThat(page.substring(begin, end)).isEqualTo(table.toString());
	}

	@Test
	void theDashboardAsksOnlyForWhatPrometheusGets() throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator/prometheus"))
			.build();
		String scraped = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
		Set<String> exposed = names(scraped.lines().filter((line) -> !line.startsWith("#")).toList());
		assertThat(exposed).contains("realtime_connections", "realtime_delivery_lag_seconds_bucket");
		Set<String> asked = names(Dashboard.read().expressions());
		assertThat(asked).hasSizeGreaterThan(20).isSubsetOf(exposed);
	}

	private static Set<String> names(Iterable<String> texts) {
		Set<String> names = new TreeSet<>();
		for (String text : texts) {
			Matcher matcher = METRIC.matcher(text);
			while (matcher.find()) {
				names.add(matcher.group());
			}
		}
		return names;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

}
