package com.example.bare;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import dev.realtime.connection.ConnectionTokens;

import com.example.bare.BareApplication.Notes;

import static org.assertj.core.api.Assertions.assertThat;

/** What the starter brings is enough: a client connects, joins and gets an event. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/notes" })
class BareApplicationTests {

	private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	Notes notes;

	@Test
	void announces() throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		StompHeaders connect = new StompHeaders();
		connect.add("Authorization", "Bearer " + this.tokens.issue("ann"));
		StompSession session = client
			.connectAsync("ws://localhost:" + this.port + "/realtime", new WebSocketHttpHeaders(), connect,
					new StompSessionHandlerAdapter() {
					})
			.get(20, TimeUnit.SECONDS);
		session.subscribe("/topic/rooms/notes", new Bodies());
		assertThat(this.bodies.poll(20, TimeUnit.SECONDS)).contains("\"name\":\"/notes\"", "\"position\"");

		this.notes.write(1, "hello");

		assertThat(this.bodies.poll(20, TimeUnit.SECONDS)).contains("\"path\":\"/notes/1\"", "\"text\":\"hello\"");
		session.disconnect();
	}

	/** Each of them is something that the starter does without. */
	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"io.micrometer.core.instrument.MeterRegistry", "org.springframework.security.core.Authentication",
			"jakarta.validation.Validator", "reactor.core.publisher.Mono", "reactor.netty.tcp.TcpClient",
			"jakarta.persistence.Entity" })
	void bringsNothingElse(String type) {
		assertThat(ClassUtils.isPresent(type, getClass().getClassLoader())).as(type).isFalse();
	}

	private final class Bodies implements StompFrameHandler {

		@Override
		public Type getPayloadType(StompHeaders headers) {
			return byte[].class;
		}

		@Override
		public void handleFrame(StompHeaders headers, Object payload) {
			bodies.add(new String((byte[]) payload, StandardCharsets.UTF_8));
		}

	}

}
