package dev.realtime.sample;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSession.Subscription;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.client.RestClient;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import dev.realtime.connection.ConnectionClosed;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/protocol.md promises, done in ten steps by Spring's own STOMP client; the
 * browser tests have stompjs and stomp.py do the same.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:ten-steps")
class TenStepsTests {

	private static final JsonMapper json = new JsonMapper();

	private final RestClient rest = RestClient.create();

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());

	@LocalServerPort
	private int port;

	private StompSession alan;

	@Autowired
	private BlockingQueue<ConnectionClosed> closed;

	@BeforeEach
	void start() {
		this.scheduler.initialize();
		this.client.setTaskScheduler(this.scheduler);
		this.client.start();
	}

	@AfterEach
	void stop() {
		this.client.stop();
		this.scheduler.shutdown();
	}

	@Test
	void springsClientTakesTenSteps() throws Exception {
		Map<String, Long> channels = channels();
		String messages = "/api/channels/" + channels.get("general") + "/messages";
		String room = "/topic/rooms/channels/" + channels.get("general");

		CompletableFuture<String> user = new CompletableFuture<>();
		this.alan = connect(token("alan"), user).get(20, TimeUnit.SECONDS);
		assertThat(user.get(20, TimeUnit.SECONDS)).as("connects with a token").isEqualTo("alan");

		CompletableFuture<String> refusal = new CompletableFuture<>();
		connect("nonsense", refusal);
		assertThat(refusal.get(20, TimeUnit.SECONDS)).as("a wrong token is refused").isEqualTo("token_malformed");

		Room own = subscribe("/user/queue/realtime", null, null);
		JsonNode pass = json
			.readTree(ask("alan", HttpMethod.GET, messages, null).getHeaders().getFirst("Realtime-Rooms"))
			.get(0);
		Room general = subscribe(room, pass.get("token").asString(), pass.get("position").asString());
		Received joined = general.next();
		assertThat(joined.event()).as("joins with a room token").isEqualTo("realtime:join:success");
		assertThat(joined.body().get("recovered").asBoolean()).isTrue();

		Received refused = subscribe("/topic/rooms/channels/" + channels.get("compilers"), null, null).next();
		assertThat(refused.event()).as("a refused join leaves the connection").isEqualTo("realtime:join:error");
		assertThat(refused.body().get("code").asString()).isEqualTo("forbidden");
		assertThat(this.alan.isConnected()).isTrue();

		String message = messages + "/" + write(messages, "one");
		ask("ada", HttpMethod.PUT, message, Map.of("text", "two"));
		ask("ada", HttpMethod.DELETE, message, null);
		for (String expected : List.of("created one", "updated two", "deleted two")) {
			JsonNode body = general.next().body();
			assertThat(body.get("action").asString() + " " + body.at("/resource/text").asString())
				.as("hears created, updated, deleted")
				.isEqualTo(expected);
		}

		send(room, "writing", "{\"fast\":true}");
		Received writing = general.next();
		assertThat(writing.event()).as("sends where it may").isEqualTo("writing");
		assertThat(writing.body().at("/data/fast").asBoolean()).isTrue();
		assertThat(writing.body().get("actor").asString()).isEqualTo("alan");
		send("/topic/rooms/channels", "writing", "{}");
		Received unsent = own.next();
		assertThat(unsent.event()).isEqualTo("realtime:send:error");
		assertThat(unsent.body().get("code").asString()).isEqualTo("forbidden");

		assertThat(call(own, channels.get("random"))).as("calls a method").isEqualTo("random");

		general.subscription().unsubscribe();
		write(messages, "missed");
		Room again = subscribe(room, null, writing.headers().getFirst("position"));
		assertThat(again.next().body().get("recovered").asBoolean()).as("recovers what it missed").isTrue();
		assertThat(again.next().body().at("/resource/text").asString()).isEqualTo("missed");

		leave(again);
		write(messages, "unheard");
		call(own, channels.get("random"));
		assertThat(general.received()).as("hears nothing after it left").isEmpty();
		assertThat(again.received()).isEmpty();

		// this client does not wait for a receipt
		this.alan.disconnect();
		ConnectionClosed closed = this.closed.poll(20, TimeUnit.SECONDS);
		assertThat(closed).as("disconnects").isNotNull();
		assertThat(closed.user().name()).isEqualTo("alan");
	}

	private CompletableFuture<StompSession> connect(String token, CompletableFuture<String> answer) {
		StompHeaders headers = new StompHeaders();
		headers.set("Authorization", "Bearer " + token);
		return this.client.connectAsync("ws://localhost:" + this.port + "/realtime", new WebSocketHttpHeaders(),
				headers, new StompSessionHandlerAdapter() {

					@Override
					public Type getPayloadType(StompHeaders headers) {
						return byte[].class;
					}

					@Override
					public void afterConnected(StompSession session, StompHeaders connected) {
						answer.complete(connected.getFirst("user-name"));
					}

					@Override
					public void handleFrame(StompHeaders error, @Nullable Object payload) {
						answer.complete(error.getFirst("message"));
					}

				});
	}

	private Room subscribe(String destination, @Nullable String token, @Nullable String position) {
		StompHeaders headers = new StompHeaders();
		headers.setDestination(destination);
		if (token != null) {
			headers.set("token", token);
		}
		if (position != null) {
			headers.set("position", position);
		}
		BlockingQueue<Received> received = new LinkedBlockingQueue<>();
		return new Room(this.alan.subscribe(headers, new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return byte[].class;
			}

			@Override
			public void handleFrame(StompHeaders headers, @Nullable Object payload) {
				Received frame = new Received(headers, json.readTree((byte[]) payload));
				// who else is here, and that it is quiet, takes no part
				if (!List.of("realtime:presence", "realtime:position").contains(frame.event())) {
					received.add(frame);
				}
			}

		}), received);
	}

	private void leave(Room room) throws InterruptedException {
		CountDownLatch left = new CountDownLatch(1);
		StompHeaders headers = new StompHeaders();
		headers.setReceipt("left");
		room.subscription().unsubscribe(headers).addReceiptTask(left::countDown);
		assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
	}

	private void send(String destination, String event, String body) {
		StompHeaders headers = new StompHeaders();
		headers.setDestination(destination);
		headers.set("event", event);
		this.alan.send(headers, body.getBytes(StandardCharsets.UTF_8));
	}

	private String call(Room own, long channel) throws InterruptedException {
		StompHeaders headers = new StompHeaders();
		headers.setDestination("/realtime/call/channels.rename");
		headers.set("correlation-id", UUID.randomUUID().toString());
		this.alan.send(headers, json.writeValueAsBytes(Map.of("id", channel, "name", "random")));
		Received reply = own.next();
		assertThat(reply.event()).isEqualTo("realtime:reply");
		assertThat(reply.headers().getFirst("correlation-id")).isEqualTo(headers.getFirst("correlation-id"));
		return reply.body().at("/result/name").asString();
	}

	private Map<String, Long> channels() {
		JsonNode channels = json.readTree(ask("ada", HttpMethod.GET, "/api/channels", null).getBody());
		return channels.valueStream()
			.collect(Collectors.toMap((channel) -> channel.get("name").asString(),
					(channel) -> channel.get("id").asLong()));
	}

	private long write(String messages, String text) {
		return json
			.readTree(ask("ada", HttpMethod.POST, messages, Map.of("text", text, "ref", UUID.randomUUID())).getBody())
			.get("id")
			.asLong();
	}

	private String token(String name) {
		String session = this.rest.post()
			.uri("http://localhost:" + this.port + "/api/login")
			.contentType(MediaType.APPLICATION_JSON)
			.body(json.writeValueAsString(Map.of("name", name)))
			.retrieve()
			.body(String.class);
		return json.readTree(session).get("token").asString();
	}

	private ResponseEntity<String> ask(String user, HttpMethod method, String path, @Nullable Object body) {
		RestClient.RequestBodySpec request = this.rest.method(method)
			.uri("http://localhost:" + this.port + path)
			.header("Authorization", "Bearer " + token(user))
			.contentType(MediaType.APPLICATION_JSON);
		if (body != null) {
			request.body(json.writeValueAsString(body));
		}
		return request.retrieve().toEntity(String.class);
	}

	/** Keeps which connections of users ended. */
	@TestConfiguration
	static class Closed {

		@Bean
		BlockingQueue<ConnectionClosed> closedConnections() {
			return new LinkedBlockingQueue<>();
		}

		@Bean
		ApplicationListener<PayloadApplicationEvent<ConnectionClosed>> keepClosed(
				BlockingQueue<ConnectionClosed> closed) {
			return ApplicationListener.forPayload(closed::add);
		}

	}

	/**
	 * A subscription and what came on it.
	 *
	 * @param subscription ends it
	 * @param received what nobody waited for yet
	 */
	private record Room(Subscription subscription, BlockingQueue<Received> received) {

		Received next() throws InterruptedException {
			Received next = this.received.poll(20, TimeUnit.SECONDS);
			assertThat(next).as("a frame").isNotNull();
			return next;
		}

	}

	/**
	 * A frame.
	 *
	 * @param headers its headers
	 * @param body its JSON
	 */
	private record Received(StompHeaders headers, JsonNode body) {

		String event() {
			String event = this.headers.getFirst("event");
			return (event != null) ? event : "";
		}

	}

}
