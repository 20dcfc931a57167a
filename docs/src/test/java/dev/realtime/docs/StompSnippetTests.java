package dev.realtime.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.docs.Page.Snippet;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;
import dev.realtime.rpc.RealtimeMethod;
import dev.realtime.test.RealtimeTest;
import dev.realtime.test.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The frames that the pages show are sent as they stand there to a started application,
 * and its answers are those that they show, but for what differs each time.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.presence.rooms=/channels/*" })
@RealtimeTest
class StompSnippetTests {

	private static final String ROOM = "/channels/42";

	private static final String OWN = "SUBSCRIBE\nid:own\ndestination:/user/queue/realtime\nreceipt:own\n\n^@";

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	TestTokens testTokens;

	@Autowired
	RoomTokens passes;

	@Autowired
	ApplicationEventPublisher events;

	@Test
	void protocol() throws Exception {
		Iterator<Snippet> shown = Page.of("docs/protocol.md").snippets("stomp").iterator();
		String connect = shown.next().code();
		try (Client expired = new Client()) {
			expired.send(connect, "<connection token>", this.testTokens.expiredConnection("alice"));
			Frame.parse(shown.next().code()).verify(expired.next());
		}
		try (Client alice = new Client()) {
			alice.send(connect, "<connection token>", this.tokens.issue("alice"));
			assertThat(alice.next().headers()).containsEntry("user-name", "alice")
				.containsKeys("version", "heart-beat");
			alice.send(OWN);
			assertThat(alice.next().command()).isEqualTo("RECEIPT");
			alice.send(shown.next().code(), "<fresh connection token>", this.tokens.issue("alice"));
			assertThat(alice.next().json().at("/result/expiresAt").asString()).endsWith("Z");
			RoomPass pass = this.passes.pass("alice", ROOM);
			String subscribe = shown.next().code();
			alice.send(subscribe, "<room token>", pass.token(), "k3j9-0-1x:17", pass.position());
			Frame.parse(shown.next().code()).verify(alice.next());
			assertThat(alice.next().headers()).containsEntry("receipt-id", "s7");
			alice.send("SUBSCRIBE\nid:8\ndestination:/topic/rooms/channels/42\n\n^@");
			Frame.parse(shown.next().code()).verify(alice.next());
			alice.send("SEND\ndestination:/topic/rooms/channels/42\nevent:writing\n\n{}^@");
			Frame.parse(shown.next().code()).verify(alice.next());
		}
		assertThat(shown).isExhausted();
	}

	@Test
	void calls() throws Exception {
		Iterator<Snippet> shown = Page.of("docs/calls.md").snippets("stomp").iterator();
		try (Client alice = new Client()) {
			alice.send("CONNECT\naccept-version:1.2\ntoken:" + this.tokens.issue("alice") + "\n\n^@");
			assertThat(alice.next().command()).isEqualTo("CONNECTED");
			alice.send(OWN);
			assertThat(alice.next().command()).isEqualTo("RECEIPT");
			alice.send(shown.next().code().strip() + "^@");
			Frame.parse(shown.next().code()).verify(alice.next());
		}
		assertThat(shown).isExhausted();
	}

	/** Sends and receives whole messages. */
	private final class Client extends TextWebSocketHandler implements AutoCloseable {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final WebSocketSession session;

		Client() throws Exception {
			this.session = new StandardWebSocketClient()
				.execute(this, null, URI.create("ws://localhost:" + StompSnippetTests.this.port + "/realtime"))
				.get(20, TimeUnit.SECONDS);
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			if (!message.getPayload().isBlank()) {
				this.received.add(message.getPayload());
			}
		}

		void send(String frame, String... replacements) throws Exception {
			String text = frame;
			for (int i = 0; i < replacements.length; i += 2) {
				assertThat(text).contains(replacements[i]);
				text = text.replace(replacements[i], replacements[i + 1]);
			}
			this.session
				.sendMessage(new TextMessage(text.strip().replace("^@", "\0").getBytes(StandardCharsets.UTF_8)));
		}

		Frame next() throws Exception {
			String text = this.received.poll(20, TimeUnit.SECONDS);
			assertThat(text).as("an answer").isNotNull();
			return Frame.parse(text.replace("\0", "").replace("\\c", ":"));
		}

		@Override
		public void close() throws IOException {
			this.session.close();
		}

	}

	/**
	 * A frame, or the part of one that a page shows.
	 *
	 * @param command what it is, or nothing
	 * @param headers by name
	 * @param body what it says
	 */
	private record Frame(String command, Map<String, String> headers, String body) {

		private static final JsonMapper mapper = new JsonMapper();

		static Frame parse(String text) {
			List<String> lines = new ArrayList<>(Arrays.asList(text.replace("^@", "").split("\n")));
			String command = lines.get(0).contains(":") ? "" : lines.remove(0);
			Map<String, String> headers = new LinkedHashMap<>();
			while (!lines.isEmpty() && lines.get(0).contains(":") && !lines.get(0).startsWith("{")) {
				String[] header = lines.remove(0).split(":", 2);
				headers.put(header[0], header[1]);
			}
			return new Frame(command, headers, String.join("\n", lines).strip());
		}

		JsonNode json() {
			return mapper.readTree(this.body.replaceAll("\"position\":\"[^\"]+\"", "\"position\":\"…\""));
		}

		/** That another, which has come, is what this one says. */
		void verify(Frame other) {
			assertThat(other.command).isEqualTo(this.command.isEmpty() ? "MESSAGE" : this.command);
			assertThat(other.headers).containsAllEntriesOf(this.headers);
			assertThat(other.json()).isEqualTo(json());
		}

	}

	/** What is called. */
	@Component
	static class Channels {

		@RealtimeMethod("rename")
		Channel rename(Channel channel, RealtimeUser user) {
			return channel;
		}

		record Channel(long id, String name) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Channels.class)
	static class Application {

	}

}
