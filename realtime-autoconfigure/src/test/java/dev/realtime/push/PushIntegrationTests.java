package dev.realtime.push;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import dev.realtime.EmbeddedServer;
import dev.realtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the push entrance over HTTP, in an application that has a catch-all controller
 * and an advice of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class PushIntegrationTests {

	static {
		// looks for its parts once for all: not where Spring Security is hidden
		ContextRegistry.getInstance();
	}

	private static final String KEY = "k3y-of-the-other-back-end";

	private static final String PUSH = "{\"event\":\"MESSAGE:NEW\",\"targets\":{\"users\":[\"xosofox\"],\"rooms\":[\"/chat\"]},\"data\":{\"a\":1}}";

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withClassLoader(new FilteredClassLoader("org.springframework.security"))
		.withConfiguration(AutoConfigurations.of(EmbeddedServer.autoConfiguration(),
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class, JacksonAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, PushAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("server.port=0");

	private final WebApplicationContextRunner keyRunner = this.runner.withPropertyValues("realtime.push.keys=" + KEY);

	@Test
	void publishesTheEvent() {
		this.keyRunner.run((context) -> {
			HttpResponse<String> response = post(context, PUSH);
			RealtimeEvent event = context.getBean(Application.class).events.take();
			assertThat(response.statusCode()).isEqualTo(202);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(response.body()).isEqualTo("{\"id\":\"" + event.id() + "\"}");
			assertThat(event.name()).isEqualTo("MESSAGE:NEW");
			assertThat(event.rooms()).containsExactly("/chat");
			assertThat(event.users()).containsExactly("xosofox");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"b\":1,\"a\":[1,2,{\"x\":null}]}", "[]", "\"text\"", "false", "null", "0",
			"12345678901234567890.10", "-1.5E+400", "\"\\u0000\\uD83D\\uDE00\"" })
	void dataIsAnyJsonValueAsItCame(String data) {
		this.keyRunner.run((context) -> {
			assertThat(post(context, "{\"event\":\"e\",\"targets\":{\"rooms\":\"/chat\"},\"data\":" + data + "}")
				.statusCode()).isEqualTo(202);
			Object published = context.getBean(Application.class).events.take().data();
			String written = context.getBean(JsonMapper.class).writeValueAsString(published);
			if (data.startsWith("\"")) {
				assertThat(this.json.readTree(written)).isEqualTo(this.json.readTree(data));
			}
			else {
				assertThat(written).isEqualTo(data);
			}
		});
	}

	@Test
	void acceptsOneOrSeveralTargetsAndEachOnce() {
		this.keyRunner.run((context) -> {
			BlockingQueue<RealtimeEvent> events = context.getBean(Application.class).events;
			assertThat(
					post(context, "{\"event\":\"errors\",\"targets\":{\"users\":\"bob\",\"rooms\":null}}").statusCode())
				.isEqualTo(202);
			assertThat(events.take()).satisfies((event) -> {
				assertThat(event.name()).isEqualTo("errors");
				assertThat(event.users()).containsExactly("bob");
				assertThat(event.rooms()).isEmpty();
				assertThat(event.data()).isNull();
			});
			assertThat(post(context, "{\"event\":\"e\",\"targets\":{\"rooms\":[\"/b\",\"/a\",\"/b\"]}}").statusCode())
				.isEqualTo(202);
			assertThat(events.take().rooms()).containsExactly("/b", "/a");
			assertThat(post(context, targets(1000)).statusCode()).isEqualTo(202);
			assertThat(events.take().rooms()).hasSize(1000);
			assertProblem(post(context, targets(1001)), 400, "limit_exceeded");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			null                                                              | invalid_json
			[]                                                                | invalid_json
			"x"                                                               | invalid_json
			{                                                                 | invalid_json
			{} {}                                                             | invalid_json
			{"event":"a","event":"b","targets":{"rooms":"/a"}}                | invalid_json
			{'event':'a'}                                                     | invalid_json
			{}                                                                | invalid_event
			{"event":null,"targets":{"rooms":"/a"}}                           | invalid_event
			{"event":7,"targets":{"rooms":"/a"}}                              | invalid_event
			{"event":"","targets":{"rooms":"/a"}}                             | invalid_event
			{"event":"a\\nb","targets":{"rooms":"/a"}}                        | invalid_event
			{"event":"realtime:resource","targets":{"rooms":"/a"}}            | invalid_event
			{"event":"error","targets":{"rooms":"/a"}}                        | invalid_event
			{"event":"e"}                                                     | no_target
			{"event":"e","targets":null}                                      | no_target
			{"event":"e","targets":{}}                                        | no_target
			{"event":"e","targets":{"rooms":[],"users":[]}}                   | no_target
			{"event":"e","targets":"/a"}                                      | invalid_request
			{"event":"e","targets":{"channels":["a"]}}                        | invalid_request
			{"event":"e","targets":{"rooms":"/a"},"payload":1}                | invalid_request
			{"event":"e","targets":{"rooms":[1]}}                             | invalid_targets
			{"event":"e","targets":{"rooms":[["/a"]]}}                        | invalid_targets
			{"event":"e","targets":{"users":true}}                            | invalid_targets
			{"event":"e","targets":{"users":[null]}}                          | invalid_targets
			{"event":"e","targets":{"rooms":["/a","b"]}}                      | invalid_room
			{"event":"e","targets":{"rooms":"/a/*"}}                          | invalid_room
			{"event":"e","targets":{"rooms":"/a/../b"}}                       | invalid_room
			{"event":"e","targets":{"users":""}}                              | invalid_user
			{"event":"e","targets":{"users":"a\\u0000"}}                      | invalid_user
			""")
	void badRequestsAreProblems(String body, String code) {
		this.keyRunner.run((context) -> {
			assertProblem(post(context, body), 400, code);
			assertThat(context.getBean(Application.class).events).isEmpty();
		});
	}

	@Test
	void bodyIsUtf8() {
		this.keyRunner.run((context) -> {
			assertProblem(
					send(request(context).POST(BodyPublishers.ofByteArray(PUSH.getBytes(StandardCharsets.UTF_16)))),
					400, "invalid_json");
			assertProblem(send(request(context).POST(BodyPublishers.ofByteArray(new byte[] { '"', (byte) 0xc3, '"' }))),
					400, "invalid_json");
		});
	}

	@Test
	void keysAreRequired() {
		this.keyRunner.run((context) -> {
			HttpRequest.Builder none = HttpRequest.newBuilder(uri(context))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString(PUSH));
			assertThat(assertProblem(send(none), 401, "unauthorized").headers().firstValue("WWW-Authenticate"))
				.hasValue("Bearer realm=\"realtime\"");
			for (String header : List.of("Bearer", "Bearer ", "Bearer " + KEY + "x", "Bearer " + KEY.substring(1),
					"Basic " + KEY, KEY, "Bearer " + KEY.toUpperCase(Locale.ROOT))) {
				assertThat(
						assertProblem(send(none.copy().header("Authorization", header)), 401, "unauthorized").headers()
							.firstValue("WWW-Authenticate"))
					.hasValue("Bearer realm=\"realtime\", error=\"invalid_token\"");
			}
			assertThat(send(none.copy().header("Authorization", "bearer   " + KEY)).statusCode()).isEqualTo(202);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE", "PATCH", "OPTIONS" })
	void onlyPostIsAllowed(String method) {
		this.keyRunner.run((context) -> assertThat(
				assertProblem(send(request(context).method(method, BodyPublishers.noBody())), 405, "method_not_allowed")
					.headers()
					.firstValue("Allow"))
			.hasValue("POST"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "application/json;charset=utf-16",
			"nonsense", "*/*" })
	void onlyJsonIsRead(String contentType) {
		this.keyRunner.run((context) -> assertProblem(
				send(request(context).setHeader("Content-Type", contentType).POST(BodyPublishers.ofString(PUSH))), 415,
				"unsupported_media_type"));
	}

	@Test
	void parametersOfTheMediaTypeDoNotMatter() {
		this.keyRunner.run((context) -> {
			assertThat(send(request(context).setHeader("Content-Type", "Application/JSON; charset=\"UTF-8\"")
				.POST(BodyPublishers.ofString(PUSH))).statusCode()).isEqualTo(202);
			assertProblem(send(HttpRequest.newBuilder(uri(context))
				.header("Authorization", "Bearer " + KEY)
				.POST(BodyPublishers.ofString(PUSH))), 415, "unsupported_media_type");
			assertProblem(send(request(context).header("Content-Encoding", "gzip").POST(BodyPublishers.ofString(PUSH))),
					415, "unsupported_media_type");
		});
	}

	@Test
	void largeBodiesAreNotRead() {
		this.keyRunner.withPropertyValues("realtime.push.max-body=256B").run((context) -> {
			String most = padded(256);
			assertThat(post(context, most).statusCode()).isEqualTo(202);
			assertProblem(post(context, padded(257)), 413, "message_too_large");
			// without a length, as chunks
			BodyPublisher chunks = BodyPublishers
				.ofInputStream(() -> new ByteArrayInputStream(padded(257).getBytes(StandardCharsets.UTF_8)));
			assertProblem(send(request(context).POST(chunks)), 413, "message_too_large");
		});
	}

	@Test
	void offUntilThereIsAKey() {
		for (String keys : List.of("realtime.push.max-body=1KB", "realtime.push.keys=", "realtime.push.keys[0]=")) {
			this.runner.withPropertyValues(keys).run((context) -> {
				assertProblem(post(context, PUSH), 404, "not_found");
				assertProblem(send(request(context).GET()), 404, "not_found");
				assertProblem(send(request(context).setHeader("Authorization", "Bearer ").GET()), 404, "not_found");
			});
		}
	}

	@Test
	void disabledApplicationKeepsThePath() {
		this.keyRunner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(post(context, PUSH).body()).isEqualTo("caught all"));
	}

	@Test
	void pathIsConfigurable() {
		this.keyRunner.withPropertyValues("realtime.push.path=/hooks/push").run((context) -> {
			assertThat(post(context, PUSH).body()).isEqualTo("caught all");
			assertThat(send(request(context, "/hooks/push").POST(BodyPublishers.ofString(PUSH))).statusCode())
				.isEqualTo(202);
		});
	}

	@Test
	void keysMayBeLimitedToRooms() {
		this.runner
			.withPropertyValues("realtime.push.keys[0]=" + KEY, "realtime.push.keys[1].key=orders",
					"realtime.push.keys[1].rooms[0]=/orders/**", "realtime.push.keys[1].rooms[1]=/stock/{id}",
					"realtime.push.keys[2].key=both", "realtime.push.keys[2].rooms=/orders/**",
					"realtime.push.keys[2].users=true")
			.run((context) -> {
				assertThat(post(context, PUSH).statusCode()).isEqualTo(202);
				assertThat(
						postWith(context, "orders", "{\"rooms\":[\"/orders/1/items?x=1\",\"/stock/2\"]}").statusCode())
					.isEqualTo(202);
				assertProblem(postWith(context, "orders", "{\"rooms\":[\"/orders/1\",\"/chat\"]}"), 403, "forbidden");
				assertProblem(postWith(context, "orders", "{\"rooms\":\"/stock/2/3\"}"), 403, "forbidden");
				assertProblem(postWith(context, "orders", "{\"rooms\":\"/orders/1\",\"users\":\"bob\"}"), 403,
						"forbidden");
				assertThat(postWith(context, "both", "{\"rooms\":\"/orders/1\",\"users\":\"bob\"}").statusCode())
					.isEqualTo(202);
				assertThat(context.getBean(PushProperties.class).toString()).doesNotContain(KEY, "both");
			});
	}

	@Test
	void severalKeysMayBeOneText() {
		this.runner.withPropertyValues("realtime.push.keys=old," + KEY).run((context) -> {
			assertThat(post(context, PUSH).statusCode()).isEqualTo(202);
			assertThat(postWith(context, "old", "{\"users\":\"bob\"}").statusCode()).isEqualTo(202);
		});
	}

	@Test
	void propertiesAreValidated() {
		for (String property : List.of("realtime.push.path=push", "realtime.push.path=/a/**",
				"realtime.push.max-body=1B", "realtime.push.keys[1]=se cret",
				"realtime.push.keys[0].rooms[0]=orders")) {
			this.runner.withPropertyValues("realtime.push.keys[0].key=k", property)
				.run((context) -> assertThat(context.getStartupFailure()).as(property)
					.hasStackTraceContaining(property.startsWith("realtime.push.keys") ? "realtime.push.keys"
							: property.substring(0, property.indexOf('='))));
		}
	}

	@Test
	void idempotencyKeyMakesRetriesSafe() {
		this.keyRunner.run((context) -> {
			HttpRequest.Builder first = request(context).header("Idempotency-Key", "order-17");
			String id = send(first.copy().POST(BodyPublishers.ofString(PUSH))).body();
			HttpResponse<String> again = send(first.copy().POST(BodyPublishers.ofString(PUSH)));
			assertThat(again.statusCode()).isEqualTo(202);
			assertThat(again.body()).isEqualTo(id);
			assertProblem(send(first.copy().POST(BodyPublishers.ofString(PUSH.replace("NEW", "OLD")))), 422,
					"idempotency_mismatch");
			assertThat(context.getBean(Application.class).events).hasSize(1);
			assertThat(post(context, PUSH).body()).isNotEqualTo(id);
			for (String invalid : List.of("x".repeat(256), "")) {
				assertProblem(
						send(request(context).header("Idempotency-Key", invalid).POST(BodyPublishers.ofString(PUSH))),
						400, "invalid_idempotency_key");
			}
		});
	}

	@Test
	void backEndsDoNotShareIdempotencyKeys() {
		this.keyRunner.withPropertyValues("realtime.push.keys=" + KEY + ",other").run((context) -> {
			HttpRequest.Builder request = request(context).header("Idempotency-Key", "1")
				.POST(BodyPublishers.ofString(PUSH));
			send(request.copy());
			send(request.copy().setHeader("Authorization", "Bearer other"));
			assertThat(context.getBean(Application.class).events).hasSize(2);
		});
	}

	@Test
	void aListenerThatKeepsFailingIsLoggedOnce(CapturedOutput output) {
		this.keyRunner.run((context) -> {
			context.getBean(Application.class).failure = new ListenerFailed();
			for (int i = 0; i < 3; i++) {
				assertProblem(send(request(context).POST(BodyPublishers.ofString(PUSH))), 500, "internal");
			}
			assertThat(output).containsOnlyOnce(ListenerFailed.class.getName());
		});
	}

	private static final class ListenerFailed extends RuntimeException {

	}

	@Test
	void failingListenerIsTheServersFault() {
		this.keyRunner.run((context) -> {
			context.getBean(Application.class).failure = new IllegalStateException("secret of the server");
			HttpRequest.Builder request = request(context).header("Idempotency-Key", "1")
				.POST(BodyPublishers.ofString(PUSH));
			assertThat(assertProblem(send(request.copy()), 500, "internal").body()).doesNotContain("secret");
			context.getBean(Application.class).failure = null;
			assertThat(send(request.copy()).statusCode()).isEqualTo(202);
		});
	}

	private HttpResponse<String> assertProblem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = this.json.readTree(response.body());
		assertThat(problem.path("code").stringValue()).isEqualTo(code);
		assertThat(problem.path("status").intValue()).isEqualTo(status);
		assertThat(problem.propertyNames()).containsExactly("type", "title", "status", "detail", "code");
		return response;
	}

	private HttpResponse<String> post(AssertableWebApplicationContext context, String body) throws Exception {
		return send(request(context).POST(BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> postWith(AssertableWebApplicationContext context, String key, String targets)
			throws Exception {
		return send(request(context).setHeader("Authorization", "Bearer " + key)
			.POST(BodyPublishers.ofString("{\"event\":\"e\",\"targets\":" + targets + "}")));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(AssertableWebApplicationContext context) {
		return request(context, "/realtime/push");
	}

	private static HttpRequest.Builder request(AssertableWebApplicationContext context, String path) {
		return HttpRequest.newBuilder(uri(context).resolve(path))
			.header("Content-Type", "application/json")
			.header("Authorization", "Bearer " + KEY);
	}

	private static URI uri(AssertableWebApplicationContext context) {
		return URI.create("http://127.0.0.1:" + port(context) + "/realtime/push");
	}

	private static String padded(int length) {
		String start = "{\"event\":\"e\",\"targets\":{\"rooms\":\"/chat\"},\"data\":\"";
		return start + "x".repeat(length - start.length() - 2) + "\"}";
	}

	private static String targets(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> "\"/room/" + i + "\"")
			.collect(Collectors.joining(",", "{\"event\":\"e\",\"targets\":{\"rooms\":[", "]}}"));
	}

	private static int port(AssertableWebApplicationContext context) {
		return context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer()
			.getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	@RestControllerAdvice
	static class Application {

		private final BlockingQueue<RealtimeEvent> events = new LinkedBlockingQueue<>();

		private volatile RuntimeException failure;

		@EventListener
		void on(RealtimeEvent event) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.events.add(event);
		}

		@RequestMapping("/**")
		String catchAll() {
			return "caught all";
		}

		@ExceptionHandler
		Map<String, String> handle(Exception ex) {
			return Map.of("advice", "of the application");
		}

	}

}
