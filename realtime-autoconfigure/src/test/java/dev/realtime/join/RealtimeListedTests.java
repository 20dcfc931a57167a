package dev.realtime.join;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.ResponseStatusException;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Passes in the answers of controllers. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "realtime.jwt.secret=0123456789abcdef0123456789abcdef")
class RealtimeListedTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	private HttpResponse<String> get(String path, String user) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path));
		if (user != null) {
			request.header("X-User", user);
		}
		return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static JsonNode passes(HttpResponse<String> response) {
		return new JsonMapper().readTree(response.headers().firstValue("Realtime-Rooms").orElseThrow());
	}

	@Test
	void closesTheGapBetweenListAndJoin() throws Exception {
		HttpResponse<String> response = get("/lists/a%20b", "alice");
		assertThat(response.body()).isEqualTo("[\"one\"]");
		JsonNode pass = passes(response).get(0);
		assertThat(pass.get("room").asString()).isEqualTo("/lists/a%20b");
		assertThat(passes(response).get(1).get("room").asString()).isEqualTo("/users/alice");
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			StompSocket.Frame joined = alice.join("1", "/lists/a%20b", "token", pass.get("token").asString(),
					"position", pass.get("position").asString());
			assertThat(joined.json().get("recovered").asBoolean()).isTrue();
			// published while the list was made
			assertThat(alice.next().event()).isEqualTo("meanwhile");
		}
	}

	@Test
	void givesNoPassToAnonymousCallersNorWithARefusal() throws Exception {
		assertThat(get("/lists/1", null).headers().firstValue("Realtime-Rooms")).isEmpty();
		HttpResponse<String> refused = get("/refused/1", "alice");
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.headers().firstValue("Realtime-Rooms")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "deferred", "task", "mono" })
	void waitsForAListThatComesLater(String kind) throws Exception {
		HttpResponse<String> response = get("/later/" + kind + "/7", "alice");
		assertThat(response.body()).isEqualTo("[\"one\"]");
		assertThat(passes(response).get(0).get("room").asString()).isEqualTo("/lists/7");
		HttpResponse<String> refused = get("/later/" + kind + "/0", "alice");
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.headers().firstValue("Realtime-Rooms")).isEmpty();
	}

	@Test
	void answersWithoutPassesWhereTheyAreTooManyForAHeader() throws Exception {
		assertThat(passes(get("/many/12", "alice"))).hasSize(12);
		HttpResponse<String> response = get("/many/200", "alice");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("[\"one\"]");
		assertThat(response.headers().firstValue("Realtime-Rooms")).isEmpty();
	}

	@Test
	void failsTheStartForATemplateThatCannotWork() {
		new WebApplicationContextRunner().withUserConfiguration(Application.class, Mistaken.class)
			.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("@RealtimeListed method Mistaken.list")
				.hasMessageContaining("/lists/{#listId}"));
	}

	@Test
	void proxiesClassesWhereNobodyElseAsksForProxies() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(ListedAutoConfiguration.class))
			.withBean(Posts.class)
			.withPropertyValues("spring.aop.auto=false")
			.run((context) -> assertThat(AopUtils.isCglibProxy(context.getBean(Posts.class))).isTrue());
	}

	/** What an interface would hide behind a proxy of its own. */
	interface Listing {

		List<String> list();

	}

	static class Posts implements Listing {

		@Override
		@RealtimeListed(room = "/posts")
		public List<String> list() {
			return List.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	@Import({ Lists.class, Later.class })
	static class Application {

		@Bean
		Numbers numbers() {
			return new Numbers();
		}

		@Bean
		OncePerRequestFilter userFilter() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					String user = request.getHeader("X-User");
					chain.doFilter(new HttpServletRequestWrapper(request) {

						@Override
						public Principal getUserPrincipal() {
							return (user != null) ? () -> user : null;
						}

					}, response);
				}

			};
		}

	}

	@RestController
	static class Lists {

		@Autowired
		private ApplicationEventPublisher events;

		@GetMapping("/lists/{id}")
		@RealtimeListed(room = { "/lists/{#id}", "/users/{#user.name}" })
		public List<String> list(@PathVariable String id) {
			this.events.publishEvent(RealtimeEvent.named("meanwhile", 1).toRooms("/lists/" + id.replace(" ", "%20")));
			return List.of("one");
		}

		@GetMapping("/many/{count}")
		@RealtimeListed(room = "/lists/{@numbers.to(#count)}")
		public List<String> many(@PathVariable int count) {
			return List.of("one");
		}

		@GetMapping("/refused/{id}")
		@RealtimeListed(room = "/lists/{#id}")
		public ResponseEntity<String> refused(@PathVariable String id) {
			return ResponseEntity.status(403).body("no");
		}

	}

	static class Numbers {

		public List<Integer> to(int count) {
			return IntStream.range(0, count).boxed().toList();
		}

	}

	@RestController
	static class Later {

		private static List<String> list(String id) {
			if (id.equals("0")) {
				throw new ResponseStatusException(HttpStatus.FORBIDDEN);
			}
			return List.of("one");
		}

		@GetMapping("/later/future/{id}")
		@RealtimeListed(room = "/lists/{#id}")
		public CompletableFuture<List<String>> future(@PathVariable String id) {
			return CompletableFuture.supplyAsync(() -> list(id));
		}

		@GetMapping("/later/deferred/{id}")
		@RealtimeListed(room = "/lists/{#id}")
		public DeferredResult<ResponseEntity<List<String>>> deferred(@PathVariable String id) {
			DeferredResult<ResponseEntity<List<String>>> result = new DeferredResult<>();
			result.setResult(id.equals("0") ? ResponseEntity.status(403).build() : ResponseEntity.ok(List.of("one")));
			return result;
		}

		@GetMapping("/later/task/{id}")
		@RealtimeListed(room = "/lists/{#id}")
		public Callable<List<String>> task(@PathVariable String id) {
			return () -> list(id);
		}

		@GetMapping("/later/mono/{id}")
		@RealtimeListed(room = "/lists/{#id}")
		public Mono<List<String>> mono(@PathVariable String id) {
			return Mono.fromCallable(() -> list(id));
		}

	}

	@RestController
	static class Mistaken {

		@GetMapping("/mistaken/{id}")
		@RealtimeListed(room = "/lists/{#listId}")
		public List<String> list(@PathVariable String id) {
			return List.of();
		}

	}

}
