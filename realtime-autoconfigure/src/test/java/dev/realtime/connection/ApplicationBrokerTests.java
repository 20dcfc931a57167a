package dev.realtime.connection;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application with a message broker of its own beside ours. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**" })
class ApplicationBrokerTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	SimpMessagingTemplate template;

	@Autowired
	SimpUserRegistry users;

	@Autowired
	Connections connections;

	@Autowired
	@Qualifier("clientOutboundChannel")
	AbstractSubscribableChannel toClients;

	@Autowired
	Application application;

	private StompSocket connect(String user) {
		return StompSocket.connect(this.port, this.tokens.issue(user));
	}

	private Frame subscribe(StompSocket socket, String id, String destination, String... more) {
		String[] headers = new String[more.length + 6];
		System.arraycopy(new String[] { "id", id, "destination", destination, "receipt", "r" + id }, 0, headers, 0, 6);
		System.arraycopy(more, 0, headers, 6, more.length);
		socket.send("SUBSCRIBE", "", headers);
		return socket.next();
	}

	@Test
	void isReachedThroughOurEndpoint() {
		try (StompSocket alice = connect("alice")) {
			assertThat(subscribe(alice, "1", "/topic/greetings").header("receipt-id")).isEqualTo("r1");
			alice.send("SEND", "hello", "destination", "/app/greet", "content-type", "text/plain", "shout", "yes");
			Frame greeting = alice.next();
			assertThat(greeting.body()).isEqualTo("hello alice yes");
			assertThat(greeting.header("destination")).isEqualTo("/topic/greetings");
			assertThat(greeting.header("subscription")).isEqualTo("1");
			alice.send("SUBSCRIBE", "", "id", "2", "destination", "/app/state");
			assertThat(alice.next((frame) -> "2".equals(frame.header("subscription"))).body()).isEqualTo("on");
		}
	}

	@Test
	void reachesItsUsersAmongOurs() {
		try (StompSocket alice = connect("ann"); StompSocket bob = connect("ben")) {
			subscribe(alice, "1", "/user/queue/letters");
			subscribe(bob, "1", "/user/queue/letters");
			await().until(() -> this.users.getUser("ann") != null);
			this.template.convertAndSendToUser("ann", "/queue/letters", "for ann");
			Frame letter = alice.next();
			assertThat(letter.body()).isEqualTo("for ann");
			assertThat(letter.header("destination")).isEqualTo("/user/queue/letters");
			assertThat(bob.settle()).isEmpty();
		}
		await().until(() -> this.users.getUser("ann") == null);
		assertThat(this.application.disconnected).isNotEmpty();
	}

	@Test
	void neverSeesWhatIsOurs() {
		try (StompSocket alice = connect("alice")) {
			subscribe(alice, "1", "/topic/greetings");
			alice.listen("own");
			alice.join("2", "/public/a");
			this.template.convertAndSend("/topic/rooms/public/a", "forged");
			this.template.convertAndSend("/queue/realtime", "forged");
			this.template.convertAndSendToUser("alice", "/queue/realtime", "forged");
			this.events.publishEvent(RealtimeEvent.named("true", 1).toRooms("/public/a"));
			assertThat(alice.next().event()).isEqualTo("true");
			assertThat(alice.settle()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/*", "/topic/**", "/topic/g?eetings", "/topic/{x:.*}", "/topic/{x:[", "/topic/a,b",
			"/topic/#", "/topic/>", "/queue/*-user*" })
	void isNotAskedForPatterns(String destination) {
		try (StompSocket eve = connect("eve")) {
			assertThat(subscribe(eve, "1", destination).text("code")).isEqualTo("invalid_room");
			this.template.convertAndSend("/topic/greetings", "to those who asked");
			assertThat(eve.settle()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/greetings", "/queue/letters", "/user/alice/queue/letters",
			"/user/alice/queue/realtime", "/user/queue/letters" })
	void isNotSpokenForByClients(String destination) {
		try (StompSocket eve = connect("eve"); StompSocket alice = connect("alice")) {
			eve.listen("own");
			subscribe(alice, "1", "/topic/greetings");
			subscribe(alice, "2", "/user/queue/letters");
			eve.send("SEND", "forged", "destination", destination);
			assertThat(eve.next().text("code")).isEqualTo("forbidden");
			assertThat(alice.settle()).isEmpty();
		}
	}

	@Test
	void getsNoSecretsAndNoOrders() throws Exception {
		try (StompSocket eve = connect("eve")) {
			eve.send("SEND", "x", "destination", "/app/headers", "Authorization", "secret", "AUTHORIZATION", "secret",
					"Token", "secret", "passcode", "secret", "selector", "true", "simpOrigDestination", "/topic/x",
					"fine", "yes", "receipt", "done");
			eve.next((frame) -> "done".equals(frame.header("receipt-id")));
			assertThat(this.application.headers.poll(10, TimeUnit.SECONDS)).containsKey("fine")
				.doesNotContainKeys("Authorization", "AUTHORIZATION", "Token", "passcode", "selector",
						"simpOrigDestination", "receipt");
		}
	}

	@Test
	void passesOnNeitherSecretsNorForgeriesOfItsOwnClients() throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		client.setMessageConverter(new StringMessageConverter());
		StompSession own = client
			.connectAsync("ws://127.0.0.1:" + this.port + "/mine", new StompSessionHandlerAdapter() {
			})
			.get(10, TimeUnit.SECONDS);
		try (StompSocket alice = connect("alice")) {
			subscribe(alice, "1", "/topic/greetings");
			StompHeaders headers = new StompHeaders();
			headers.setDestination("/topic/greetings");
			headers.set("simpOrigDestination", "/topic/rooms/public/a");
			headers.set("Authorization", "secret");
			headers.set("position", "a:1");
			own.send(headers, "hi");
			Frame frame = alice.next();
			assertThat(frame.header("destination")).isEqualTo("/topic/greetings");
			assertThat(frame.headers()).doesNotContainKeys("Authorization", "position", "simpOrigDestination");
		}
		finally {
			own.disconnect();
			client.stop();
		}
	}

	@Test
	void saysNothingOnSubscriptionsThatAreNotItsOwn() {
		try (StompSocket alice = connect("alice")) {
			subscribe(alice, "1", "/topic/greetings");
			alice.join("2", "/public/a");
			String session = this.connections.of("alice").iterator().next().id();
			for (String subscription : List.of("2", "ended", "1")) {
				StompHeaderAccessor message = StompHeaderAccessor.create(StompCommand.MESSAGE);
				message.setSessionId(session);
				message.setSubscriptionId(subscription);
				message.setDestination("/topic/greetings");
				byte[] body = ("on " + subscription).getBytes(StandardCharsets.UTF_8);
				Message<byte[]> said = MessageBuilder.createMessage(body, message.getMessageHeaders());
				// in this thread: the channel's own would keep no order
				this.toClients.getSubscribers().forEach((handler) -> handler.handleMessage(said));
			}
			assertThat(alice.next().body()).isEqualTo("on 1");
			assertThat(alice.settle()).isEmpty();
		}
	}

	@Test
	void keepsItsOwnEndpoint() throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		client.setMessageConverter(new StringMessageConverter());
		BlockingQueue<String> heard = new LinkedBlockingQueue<>();
		StompSession session = client
			.connectAsync("ws://127.0.0.1:" + this.port + "/mine", new StompSessionHandlerAdapter() {
			})
			.get(10, TimeUnit.SECONDS);
		try {
			Listener listener = new Listener(heard);
			session.subscribe("/topic/greetings", listener);
			session.subscribe("/topic/rooms/public/a", listener);
			await().untilAsserted(() -> {
				this.events.publishEvent(RealtimeEvent.named("ours", 1).toRooms("/public/a"));
				this.template.convertAndSend("/topic/greetings", "theirs");
				assertThat(heard).isNotEmpty();
			});
			assertThat(heard).containsOnly("theirs");
		}
		finally {
			session.disconnect();
			client.stop();
		}
	}

	private record Listener(BlockingQueue<String> heard) implements StompFrameHandler {

		@Override
		public Type getPayloadType(StompHeaders headers) {
			return String.class;
		}

		@Override
		public void handleFrame(StompHeaders headers, Object payload) {
			this.heard.add(String.valueOf(payload));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application implements WebSocketMessageBrokerConfigurer {

		private final List<String> disconnected = new CopyOnWriteArrayList<>();

		private final BlockingQueue<Map<String, Object>> headers = new LinkedBlockingQueue<>();

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic", "/queue");
			registry.setApplicationDestinationPrefixes("/app");
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/mine");
			registry.setPreserveReceiveOrder(true);
		}

		@EventListener
		void disconnected(SessionDisconnectEvent event) {
			this.disconnected.add(event.getSessionId());
		}

		@Bean
		Greetings greetings() {
			return new Greetings(this.headers);
		}

	}

	@Controller
	static class Greetings {

		private final BlockingQueue<Map<String, Object>> headers;

		Greetings(BlockingQueue<Map<String, Object>> headers) {
			this.headers = headers;
		}

		@MessageMapping("/greet")
		@SendTo("/topic/greetings")
		String greet(String text, Principal user, @Header("shout") String shout) {
			return text + " " + user.getName() + " " + shout;
		}

		@SubscribeMapping("/state")
		String state() {
			return "on";
		}

		@MessageMapping("/headers")
		@SuppressWarnings("unchecked")
		void headers(@Headers Map<String, Object> headers) {
			this.headers.add((Map<String, Object>) headers.get("nativeHeaders"));
		}

	}

}
