package dev.realtime.rpc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.validation.annotation.Validated;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeUser;
import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls on a real socket. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"realtime.rpc.max-concurrent=4", "realtime.rpc.timeout=2s" })
@ExtendWith(OutputCaptureExtension.class)
class RpcIntegrationTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	Methods methods;

	private StompSocket alice;

	@BeforeEach
	void connect() {
		this.alice = connect("alice");
	}

	@AfterEach
	void close() {
		this.methods.gate.countDown();
		this.alice.close();
	}

	private StompSocket connect(String user) {
		StompSocket socket = StompSocket.connect(this.port, this.tokens.issue(user));
		socket.listen("own");
		return socket;
	}

	@Test
	void bodyUserAndHeadersMakeTheArguments() {
		call("rename", "{\"id\":7,\"name\":\"general\"}", "1", "tab", "left");
		Frame reply = this.alice.nextEvent("realtime:reply");
		assertThat(reply.header("correlation-id")).isEqualTo("1");
		assertThat(reply.header("subscription")).isEqualTo("own");
		assertThat(reply.body()).isEqualTo("{\"result\":{\"id\":7,\"name\":\"general\",\"by\":\"alice left\"}}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			nothing  | x                          | {"result":null}
			nothing  | ``                         | {"result":null}
			optional | ``                         | {"result":"none"}
			optional | null                       | {"result":"none"}
			optional | {"id":1,"name":"a"}        | {"result":"a"}
			tree     | {"any":[1,{"x":null}]}     | {"result":{"any":[1,{"x":null}]}}
			tree     | null                       | {"result":null}
			text     | "a text"                   | {"result":"a text"}
			future   | 21                         | {"result":42}
			mono     | 21                         | {"result":42}
			mono     | 0                          | {"result":null}
			""")
	void resultsComeAsJson(String method, String body, String reply) {
		assertThat(reply(method, body).toString()).isEqualTo(reply);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			rename  | ``                          | A body is required
			rename  | null                        | A body is required
			rename  | {                           | The body does not have the form that this method expects
			rename  | []                          | The body does not have the form that this method expects
			rename  | {"id":"x","name":"a"}       | The body does not have the form that this method expects
			rename  | {"id":1,"name":"a"} x       | The body does not have the form that this method expects
			rename  | {"id":1,"name":"a"}         | The header 'tab' is required
			count   | {"id":1,"name":"a"}         | The header 'count' has the wrong form
			rename  | {"id":0,"name":" "}         | id: must be greater than 0; name: must not be blank
			several | [{"id":1,"name":"a"},{"id":1,"name":""}] | name: must not be blank
			checked | []                          | names: must not be empty
			strict  | {"size":-1}                 | The body does not have the form that this method expects
			""")
	void whatDoesNotFitIsTheClientsFault(String method, String body, String message) {
		call(method, body, "1", "count", "many");
		assertError(this.alice.nextEvent("realtime:reply").json(), "invalid_request", message);
	}

	@Test
	void unknownMethods() {
		for (String name : List.of("nowhere", "rename/", "../rename", "RENAME")) {
			assertError(reply(name, "{}"), "unknown_method", "There is no such method");
		}
	}

	@Test
	void methodsSayWhatWentWrong() {
		for (String method : List.of("refuses", "refusesLater", "refusesInMono")) {
			assertError(reply(method, ""), "name_taken", "There is a channel of this name");
		}
	}

	@Test
	void anythingElseIsInternalAndLoggedOnce(CapturedOutput output) {
		for (String method : List.of("fails", "failsLater", "failsInMono", "failsToWrite", "failsDeeper")) {
			JsonNode reply = reply(method, "");
			assertError(reply, "internal", "Something went wrong on the server");
			assertThat(output.toString().split("Call of Methods." + method + " failed", -1)).hasSize(2);
		}
		assertThat(output).contains("secret of the server");
	}

	@Test
	void notificationHasNoReply() throws Exception {
		this.alice.send("SEND", "\"typing\"", "destination", "/realtime/call/note");
		assertThat(this.methods.notes.poll(10, TimeUnit.SECONDS)).isEqualTo("alice typing");
		this.alice.send("SEND", "", "destination", "/realtime/call/refuses");
		this.alice.send("SEND", "", "destination", "/realtime/call/nowhere");
		assertThat(reply("nothing", "").has("result")).isTrue();
		assertThat(this.alice.settle()).isEmpty();
	}

	@Test
	void repliesOnlyToTheCallingConnection() {
		try (StompSocket otherTab = connect("alice")) {
			reply("nothing", "");
			assertThat(otherTab.settle()).isEmpty();
		}
	}

	@Test
	void refusesMoreCallsAtATimeThanConfigured() throws Exception {
		this.methods.gate = new CountDownLatch(1);
		for (int i = 1; i <= 4; i++) {
			call("waits", "", "w" + i);
		}
		for (int i = 1; i <= 4; i++) {
			assertThat(this.methods.notes.poll(10, TimeUnit.SECONDS)).isEqualTo("waiting");
		}
		assertError(reply("nothing", ""), "limit_exceeded", "Too many calls at a time");
		// neither the client's other frames nor other clients wait
		assertThat(this.alice.join("r", "/public/a").event()).isEqualTo("realtime:join:success");
		try (StompSocket bob = connect("bob")) {
			bob.send("SEND", "", "destination", "/realtime/call/nothing", "correlation-id", "b");
			assertThat(bob.nextEvent("realtime:reply").body()).isEqualTo("{\"result\":null}");
		}
		this.methods.gate.countDown();
		for (int i = 1; i <= 4; i++) {
			assertThat(this.alice.nextEvent("realtime:reply").body()).isEqualTo("{\"result\":null}");
		}
		assertThat(reply("nothing", "").has("result")).isTrue();
	}

	@Test
	void methodThatNeverAnswersIsGivenUp() throws Exception {
		assertError(reply("never", ""), "timeout", "The call took too long");
		assertThat(this.methods.notes.poll(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
	}

	@Test
	void eventsOfACallKnowTheirCaller() {
		this.alice.join("r", "/public/calls");
		for (String method : List.of("publishes", "publishesInMono")) {
			call(method, "", "1", "origin", "tab-1");
			Frame event = this.alice.nextEvent(method);
			assertThat(event.text("actor")).isEqualTo("alice");
			assertThat(event.text("origin")).isEqualTo("tab-1");
		}
	}

	private void call(String method, String body, String correlationId, String... headers) {
		String[] all = new String[headers.length + 4];
		all[0] = "destination";
		all[1] = "/realtime/call/" + method;
		all[2] = "correlation-id";
		all[3] = correlationId;
		System.arraycopy(headers, 0, all, 4, headers.length);
		this.alice.send("SEND", body, all);
	}

	private JsonNode reply(String method, String body) {
		String id = "c" + System.nanoTime();
		call(method, body, id);
		return this.alice.next((frame) -> id.equals(frame.header("correlation-id"))).json();
	}

	private static void assertError(JsonNode reply, String code, String message) {
		assertThat(reply.toString())
			.isEqualTo("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
	}

	record Rename(@Positive long id, @NotBlank String name) {

	}

	record Renamed(long id, String name, String by) {

	}

	record Strict(int size) {

		Strict {
			if (size < 0) {
				throw new IllegalArgumentException("secret of the constructor");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		@Bean
		Methods methods(ApplicationEventPublisher events) {
			return new Methods(events);
		}

		@Bean
		Checked checked() {
			return new Checked();
		}

	}

	static class Methods {

		private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

		private final ApplicationEventPublisher events;

		private volatile CountDownLatch gate = new CountDownLatch(0);

		Methods(ApplicationEventPublisher events) {
			this.events = events;
		}

		@RealtimeMethod("rename")
		Renamed rename(RealtimeUser user, Rename request, @Header String tab) {
			return new Renamed(request.id(), request.name(), user.name() + " " + tab);
		}

		@RealtimeMethod("nothing")
		void nothing() {
		}

		@RealtimeMethod("optional")
		String optional(Optional<Rename> request) {
			return request.map(Rename::name).orElse("none");
		}

		@RealtimeMethod("tree")
		JsonNode tree(JsonNode body) {
			return body;
		}

		@RealtimeMethod("text")
		String text(String body) {
			return body;
		}

		@RealtimeMethod("future")
		CompletableFuture<Integer> future(int body) {
			return CompletableFuture.supplyAsync(() -> 2 * body);
		}

		@RealtimeMethod("mono")
		Mono<Integer> mono(int body) {
			return (body > 0) ? Mono.just(2 * body).delayElement(Duration.ofMillis(1)) : Mono.empty();
		}

		@RealtimeMethod("count")
		void count(Rename request, @Header int count) {
		}

		@RealtimeMethod("several")
		void several(List<Rename> requests) {
		}

		@RealtimeMethod("strict")
		void strict(Strict request) {
		}

		@RealtimeMethod("refuses")
		void refuses() {
			throw new RpcException("name_taken", "There is a channel of this name");
		}

		@RealtimeMethod("refusesLater")
		CompletableFuture<String> refusesLater() {
			return CompletableFuture.supplyAsync(() -> {
				refuses();
				return "";
			});
		}

		@RealtimeMethod("refusesInMono")
		Mono<String> refusesInMono() {
			return Mono.error(new RpcException("name_taken", "There is a channel of this name"));
		}

		@RealtimeMethod("fails")
		void fails() {
			throw new IllegalStateException("secret of the server");
		}

		@RealtimeMethod("failsLater")
		CompletableFuture<String> failsLater() {
			return CompletableFuture.failedFuture(new IllegalStateException("secret of the server"));
		}

		@RealtimeMethod("failsInMono")
		Mono<String> failsInMono() {
			return Mono.error(new StackOverflowError("secret of the server"));
		}

		@RealtimeMethod("failsToWrite")
		Object failsToWrite() {
			return new Object() {

				@SuppressWarnings("unused")
				public String getName() {
					throw new IllegalStateException("secret of the server");
				}

			};
		}

		@RealtimeMethod("failsDeeper")
		void failsDeeper() {
			try (var factory = Validation.buildDefaultValidatorFactory()) {
				throw new ConstraintViolationException(factory.getValidator().validate(new Rename(0, "")));
			}
		}

		@RealtimeMethod("note")
		void note(String text, RealtimeUser user) {
			this.notes.add(user.name() + " " + text);
		}

		@RealtimeMethod("waits")
		void waits() throws InterruptedException {
			this.notes.add("waiting");
			assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
		}

		@RealtimeMethod("never")
		Mono<String> never() {
			return Mono.<String>never().doOnCancel(() -> this.notes.add("cancelled"));
		}

		@RealtimeMethod("publishes")
		void publishes() {
			this.events.publishEvent(RealtimeEvent.named("publishes", null).toRooms("/public/calls"));
		}

		@RealtimeMethod("publishesInMono")
		Mono<Map<String, String>> publishesInMono() {
			return Mono.fromSupplier(() -> {
				this.events.publishEvent(RealtimeEvent.named("publishesInMono", null).toRooms("/public/calls"));
				return Map.of();
			});
		}

	}

	/** Whose parameters Spring checks. */
	@Validated
	static class Checked {

		@RealtimeMethod("checked")
		void checked(@NotEmpty List<@Valid Rename> names, @Header(required = false) @Min(1) Integer least) {
		}

	}

}
