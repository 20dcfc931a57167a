package dev.realtime.actuate;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The Prometheus that this build was given, scraping one application. */
final class Prometheus implements AutoCloseable {

	/** What Grafana takes for the interval of rates: four times the one of scrapes. */
	static final String RATE_INTERVAL = "8s";

	private static final String CONFIGURATION = """
			global:
			  scrape_interval: 2s
			  scrape_timeout: 2s
			scrape_configs:
			  - job_name: chat
			    metrics_path: /actuator/prometheus
			    static_configs:
			      - targets: [ "%s" ]
			""";

	private final HttpClient http = HttpClient.newHttpClient();

	private final String url;

	private final Process process;

	private Prometheus(String url, Process process) {
		this.url = url;
		this.process = process;
	}

	static Prometheus scraping(String target, Path directory) throws IOException {
		Path configuration = directory.resolve("prometheus.yml");
		Files.writeString(configuration, CONFIGURATION.formatted(target));
		String address = "127.0.0.1:" + TestSocketUtils.findAvailableTcpPort();
		Path log = directory.resolve("log");
		Process process = new ProcessBuilder(System.getProperty("realtime.prometheus"),
				"--config.file=" + configuration, "--storage.tsdb.path=" + directory.resolve("data"),
				"--web.listen-address=" + address, "--log.level=warn")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		Prometheus prometheus = new Prometheus("http://" + address, process);
		await("Prometheus is ready").atMost(Duration.ofMinutes(1)).until(() -> prometheus.isReady(log));
		return prometheus;
	}

	private boolean isReady(Path log) throws Exception {
		assertThat(this.process.isAlive()).as(() -> "Prometheus ended: " + contentOf(log)).isTrue();
		try {
			return get("/-/ready").statusCode() == 200;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	private static String contentOf(Path log) {
		return org.assertj.core.util.Files.contentOf(log.toFile(), StandardCharsets.UTF_8);
	}

	/** What a panel gets for the last minute: its series. */
	List<JsonNode> range(String query) throws Exception {
		long now = Instant.now().getEpochSecond();
		return answer("/api/v1/query_range?step=1&start=" + (now - 60) + "&end=" + now + "&query=" + encode(query),
				query)
			.get("result")
			.valueStream()
			.toList();
	}

	/** What Grafana makes of {@code label_values(selector, label)}. */
	List<String> labelValues(String selector, String label) throws Exception {
		return answer("/api/v1/label/" + label + "/values?match%5B%5D=" + encode(selector), selector).valueStream()
			.map(JsonNode::asString)
			.toList();
	}

	private JsonNode answer(String path, String question) throws Exception {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).as("%s: %s", question, response.body()).isEqualTo(200);
		return new JsonMapper().readTree(response.body()).get("data");
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.http.send(HttpRequest.newBuilder(URI.create(this.url + path)).build(), BodyHandlers.ofString());
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
	}

}
