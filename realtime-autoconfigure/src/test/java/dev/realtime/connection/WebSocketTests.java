package dev.realtime.connection;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.realtime.RealtimeEvent;
import dev.realtime.TestKeystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** WebSocket byte by byte, on each of Tomcat's sockets and through containers. */
class WebSocketTests {

	private static final String ENCRYPTED = "--server.ssl.bundle=own";

	private static final Map<Container, ServletWebServerApplicationContext> servers = new EnumMap<>(Container.class);

	@TempDir
	private static Path directory;

	private static TestKeystore keystore;

	/** Who speaks WebSocket, and over what; on Jetty the container in each case. */
	enum Container {

		DIRECT, CONTAINER("--realtime.connection.direct-write=false"), TLS(ENCRYPTED), NIO2("--connector=nio2"),
		NIO2_TLS(ENCRYPTED, "--connector=nio2");

		private final List<String> options;

		Container(String... options) {
			this.options = List.of(options);
		}

		boolean isEncrypted() {
			return this.options.contains(ENCRYPTED);
		}

	}

	@BeforeAll
	static void makeKey() throws Exception {
		keystore = TestKeystore.make(directory, "server");
	}

	private static ServletWebServerApplicationContext server(Container container) {
		return servers.computeIfAbsent(container, (key) -> {
			SpringApplication application = new SpringApplication(Application.class);
			List<String> options = new ArrayList<>(List.of("--server.port=0",
					"--realtime.jwt.secret=0123456789abcdef0123456789abcdef", "--realtime.rooms.public=/public/**",
					"--realtime.connection.send-buffer=64KB", "--realtime.connection.send-timeout=2s",
					"--spring.ssl.bundle.jks.own.keystore.location=file:" + keystore,
					"--spring.ssl.bundle.jks.own.keystore.password=" + TestKeystore.PASSWORD));
			options.addAll(container.options);
			return (ServletWebServerApplicationContext) application.run(options.toArray(String[]::new));
		});
	}

	@AfterAll
	static void stop() {
		servers.values().forEach(ServletWebServerApplicationContext::close);
		servers.clear();
	}

	private static Socket socket(Container container, int receiveBuffer) throws IOException {
		int port = server(container).getWebServer().getPort();
		Socket socket = RawSocket.socket(port, receiveBuffer);
		if (!container.isEncrypted()) {
			return socket;
		}
		try {
			return keystore.trusting().getSocketFactory().createSocket(socket, "127.0.0.1", port, true);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static RawSocket connect(Container container, String user, String... headers) throws IOException {
		return RawSocket.connect(socket(container, 0), token(container, user), headers);
	}

	private static String token(Container container, String user) {
		return server(container).getBean(ConnectionTokens.class).issue(user);
	}

	private static void publish(Container container, String room, int number, Object data) {
		server(container).publishEvent(RealtimeEvent.named("tick" + number, data).toRooms(room));
	}

	@ParameterizedTest
	@EnumSource
	void doesNotNegotiateCompression(Container container) throws IOException {
		try (RawSocket socket = RawSocket.open(socket(container, 0))) {
			assertThat(socket.handshake()).startsWith("HTTP/1.1 101")
				.containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
				.containsIgnoringCase("Sec-WebSocket-Protocol: v12.stomp")
				.doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesExtensionsNobodyCanRead(Container container) throws IOException {
		for (String broken : List.of(";", ",;,", "permessage-deflate;=;,;")) {
			try (RawSocket socket = RawSocket.offering(socket(container, 0), broken)) {
				assertThat(socket.handshake()).startsWith("HTTP/1.1 400");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersPings(Container container) throws IOException {
		try (RawSocket socket = connect(container, "ann")) {
			socket.send(0x89, "hello".getBytes(StandardCharsets.UTF_8));
			RawSocket.Frame pong = socket.next();
			assertThat(pong.first()).isEqualTo(0x8a);
			assertThat(pong.text()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersCloseFrames(Container container) throws IOException {
		try (RawSocket socket = connect(container, "bea")) {
			socket.send(0x88, new byte[] { 3, (byte) 0xe9 });
			RawSocket.Frame close = socket.next();
			assertThat(close.first()).isEqualTo(0x88);
			// Jetty may answer with a code of its own
			assertThat(close.closeCode()).isIn(1001, 1000);
			assertThat(socket.isEnded()).isTrue();
		}
		assertThat(closed(container, "bea")).isEqualTo(1001);
	}

	@ParameterizedTest
	@EnumSource
	void endsAfterTheAnswerToItsCloseFrame(Container container) throws IOException {
		try (RawSocket socket = connect(container, "cat")) {
			socket.stomp("DISCONNECT\nreceipt:bye\n\n\0");
			assertThat(socket.next().text()).contains("receipt-id:bye");
			RawSocket.Frame close = socket.next();
			assertThat(close.closeCode()).isEqualTo(1000);
			socket.send(0x88, new byte[] { 3, (byte) 0xe8 });
			assertThat(socket.isEnded()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void noticesThatAClientIsGone(Container container) throws IOException {
		RawSocket socket = connect(container, "dan");
		socket.close();
		assertThat(closed(container, "dan")).isEqualTo(1006);
	}

	@ParameterizedTest
	@EnumSource
	void takesMessagesInAnyPieces(Container container) throws IOException {
		try (RawSocket socket = connect(container, "eve")) {
			String frame = "SUBSCRIBE\nid:é€😀\nreceipt:r\ndestination:/topic/rooms/public/pieces\n\n\0";
			byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
			// in fragments of two bytes, each character in parts, a ping between them
			for (int i = 0; i < bytes.length; i += 2) {
				boolean last = i + 2 >= bytes.length;
				byte[] part = java.util.Arrays.copyOfRange(bytes, i, Math.min(i + 2, bytes.length));
				socket.send((last ? 0x80 : 0) | ((i == 0) ? 1 : 0), part);
				if (i == 10) {
					socket.send(0x89, new byte[0]);
				}
			}
			assertThat(socket.next().first()).isEqualTo(0x8a);
			assertThat(socket.next().text()).contains("join\\csuccess").contains("subscription:é€😀");
			assertThat(socket.next().text()).contains("receipt-id:r");
			// two messages byte by byte
			byte[] twice = RawSocket.frame(0x82,
					"UNSUBSCRIBE\nid:x\nreceipt:s\n\n\0\nUNSUBSCRIBE\nid:x\nreceipt:t\n\n\0"
						.getBytes(StandardCharsets.UTF_8));
			for (byte one : twice) {
				socket.write(new byte[] { one });
			}
			assertThat(socket.next().text()).contains("receipt-id:s");
			assertThat(socket.next().text()).contains("receipt-id:t");
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesWhatIsNoWebSocket(Container container) throws IOException {
		assertThat(codeAfter(container, new byte[] { (byte) 0x81, 1, 'x' })).as("unmasked").isEqualTo(1002);
		assertThat(codeAfter(container, RawSocket.frame(0xc1, new byte[1]))).as("reserved bit").isEqualTo(1002);
		assertThat(codeAfter(container, RawSocket.frame(0x83, new byte[1]))).as("unknown opcode").isEqualTo(1002);
		assertThat(codeAfter(container, RawSocket.frame(0x80, new byte[1]))).as("continues nothing").isEqualTo(1002);
		assertThat(codeAfter(container, RawSocket.frame(0x09, new byte[1]))).as("ping in parts").isEqualTo(1002);
		assertThat(codeAfter(container, RawSocket.frame(0x81, new byte[] { (byte) 0xff }))).as("no UTF-8")
			.isEqualTo(1007);
	}

	private static int codeAfter(Container container, byte[] bytes) throws IOException {
		try (RawSocket socket = connect(container, "foe")) {
			socket.write(bytes);
			RawSocket.Frame close = socket.next();
			assertThat(close.first()).isEqualTo(0x88);
			return close.closeCode();
		}
	}

	@ParameterizedTest
	@EnumSource
	void writesOneTextMessageAFrameUnlessTheClientTakesMore(Container container) throws IOException {
		try (RawSocket plain = connect(container, "gus");
				RawSocket batch = connect(container, "hal", "accept-framing:batch,binary")) {
			for (RawSocket socket : List.of(plain, batch)) {
				socket.stomp("SUBSCRIBE\nid:0\ndestination:/topic/rooms/public/framing\n\n\0");
				socket.next();
			}
			for (int i = 0; i < 80; i++) {
				publish(container, "/public/framing", i, data(i));
			}
			for (int i = 0; i < 80; i++) {
				RawSocket.Frame frame = plain.next();
				assertThat(frame.first()).isEqualTo(0x81);
				assertThat(frame.text()).contains("event:tick" + i + "\n", data(i)).endsWith("\0");
			}
			List<String> frames = new ArrayList<>();
			while (frames.size() < 80) {
				RawSocket.Frame message = batch.next();
				assertThat(message.first()).isEqualTo(0x82);
				frames.addAll(List.of(message.text().split("\0")));
			}
			for (int i = 0; i < 80; i++) {
				assertThat(frames.get(i)).contains("event:tick" + i + "\n", data(i));
			}
		}
	}

	/** Some too large to share a write with others, where the container decides. */
	private static String data(int number) {
		return (number % 5 == 3) ? "\u00e4".repeat(1000) : "x";
	}

	@ParameterizedTest
	@EnumSource
	void closesAClientThatDoesNotReadAndNobodyElse(Container container) throws IOException {
		try (RawSocket reader = connect(container, "ida");
				RawSocket stalled = RawSocket.open(socket(container, 4096))) {
			stalled.connect(token(container, "jim"));
			for (RawSocket socket : List.of(reader, stalled)) {
				socket.stomp("SUBSCRIBE\nid:0\ndestination:/topic/rooms/public/slow\n\n\0");
				socket.next();
			}
			int published = 0;
			while (!isClosed(container, "jim")) {
				publish(container, "/public/slow", published, "x".repeat(4000));
				assertThat(reader.next().text()).contains("event:tick" + published + "\n");
				published++;
			}
			assertThat(closed(container, "jim")).isEqualTo(4000);
			publish(container, "/public/slow", published, "still here");
			assertThat(reader.next().text()).contains("still here");
			// either told so or cut off, but not left open
			assertThatThrownBy(() -> {
				while (true) {
					stalled.read();
				}
			}).isInstanceOf(IOException.class);
		}
	}

	private static boolean isClosed(Container container, String user) {
		return server(container).getBean(Application.class).closed.stream()
			.anyMatch((event) -> event.user().name().equals(user));
	}

	private static int closed(Container container, String user) {
		try {
			BlockingQueue<ConnectionClosed> closed = server(container).getBean(Application.class).closed;
			while (true) {
				ConnectionClosed event = closed.poll(20, TimeUnit.SECONDS);
				assertThat(event).as("end of " + user).isNotNull();
				if (event.user().name().equals(user)) {
					return event.code();
				}
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		private final BlockingQueue<ConnectionClosed> closed = new LinkedBlockingQueue<>();

		@EventListener
		void closed(ConnectionClosed event) {
			this.closed.add(event);
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(name = "org.apache.coyote.http11.Http11Nio2Protocol")
		@ConditionalOnProperty(name = "connector", havingValue = "nio2")
		static class Nio2 {

			@Bean
			WebServerFactoryCustomizer<TomcatServletWebServerFactory> nio2() {
				return (factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
			}

		}

	}

}
