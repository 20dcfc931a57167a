package dev.realtime.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.socket.WebSocketExtension;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;

import static org.assertj.core.api.Assertions.assertThat;

/** permessage-deflate, compressed once for all. */
class CompressionTests {

	private static final int COMPRESSED_TEXT = 0xc1;

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate", "permessage-deflate; client_max_window_bits",
			"permessage-deflate; client_max_window_bits=10; client_no_context_takeover",
			"permessage-deflate; server_max_window_bits=10, permessage-deflate", "x-other, permessage-deflate" })
	void agreesToSendMessagesThatStandForThemselves(String offer) {
		assertThat(Compression.accept(WebSocketExtension.parseExtensions(offer)))
			.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x-other", "permessage-deflate; server_max_window_bits=10", "permessage-deflate; what=ever" })
	void agreesToNothingElse(String offer) {
		assertThat(Compression.accept(WebSocketExtension.parseExtensions(offer))).isNull();
	}

	@Nested
	@EnabledIf(value = "dev.realtime.connection.CompressionTests#isTomcat",
			disabledReason = "only on Tomcat's sockets is anything compressed")
	class OnASocket {

		private static ServletWebServerApplicationContext server;

		@BeforeAll
		static void start() {
			server = (ServletWebServerApplicationContext) new SpringApplication(WebSocketTests.Application.class).run(
					"--server.port=0", "--realtime.jwt.secret=0123456789abcdef0123456789abcdef",
					"--realtime.rooms.public=/public/**", "--realtime.connection.compression=true");
		}

		@AfterAll
		static void stop() {
			server.close();
		}

		private static int port() {
			return server.getWebServer().getPort();
		}

		private static String token(String user) {
			return server.getBean(ConnectionTokens.class).issue(user);
		}

		private static RawSocket join(String user, String room) throws IOException {
			RawSocket socket = RawSocket.connect(port(), token(user));
			socket.stomp("SUBSCRIBE\nid:0\ndestination:/topic/rooms" + room + "\n\n\0");
			assertThat(socket.next().text()).contains("join\\csuccess");
			return socket;
		}

		@Test
		void isAgreedOn() throws IOException {
			try (RawSocket socket = RawSocket.open(port())) {
				assertThat(socket.handshake()).containsIgnoringCase(
						"Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n");
			}
		}

		@Test
		void isDoneOnceForAllWhoGetTheSameBytes() throws Exception {
			try (RawSocket one = join("ann", "/public/shared");
					RawSocket two = join("ben", "/public/shared");
					StompSocket plain = StompSocket.connect(port(), token("cat"))) {
				plain.join("0", "/public/shared");
				String text = "the same words, the same words, the same words";
				boolean both = false;
				// the first may be written before it is known that there is another
				for (int i = 0; !both; i++) {
					assertThat(i).as("events that were not compressed for both").isLessThan(1000);
					server.publishEvent(RealtimeEvent.named("tick" + i, text).toRooms("/public/shared"));
					RawSocket.Frame first = one.next();
					RawSocket.Frame second = two.next();
					assertThat(text(first)).contains("event:tick" + i + "\n", text).endsWith("\0");
					assertThat(text(second)).isEqualTo(text(first));
					assertThat(plain.next().body()).contains(text);
					both = first.first() == COMPRESSED_TEXT && Arrays.equals(first.payload(), second.payload());
				}
			}
		}

		@Test
		void isNotDoneForOneAlone() throws IOException {
			try (RawSocket alone = join("dan", "/public/alone")) {
				server.publishEvent(RealtimeEvent.named("tick", "x".repeat(500)).toRooms("/public/alone"));
				RawSocket.Frame frame = alone.next();
				assertThat(frame.first()).isEqualTo(0x81);
				assertThat(frame.text()).contains("event:tick\n");
			}
		}

		@Test
		void isTakenFromClientsInAnyPieces() throws IOException {
			try (RawSocket socket = RawSocket.connect(port(), token("eve"))) {
				byte[] message = deflate("SUBSCRIBE\nid:é\nreceipt:r\ndestination:/topic/rooms/public/eve\n\n\0");
				for (int i = 0; i < message.length; i++) {
					boolean last = i == message.length - 1;
					socket.send((last ? 0x80 : 0) | ((i == 0) ? 0x41 : 0), new byte[] { message[i] });
				}
				assertThat(socket.next().text()).contains("join\\csuccess").contains("subscription:é");
				assertThat(socket.next().text()).contains("receipt-id:r");
				socket.send(COMPRESSED_TEXT, deflate("UNSUBSCRIBE\nid:é\nreceipt:s\n\n\0"));
				assertThat(socket.next().text()).contains("receipt-id:s");
				socket.stomp("UNSUBSCRIBE\nid:é\nreceipt:t\n\n\0");
				assertThat(socket.next().text()).contains("receipt-id:t");
			}
		}

		@Test
		void cannotBeUsedToSendMoreThanAMessageMayHold() throws IOException {
			try (RawSocket socket = RawSocket.connect(port(), token("fay"))) {
				byte[] bomb = deflate("SEND\ndestination:/topic/rooms/public/x\n\n" + "x".repeat(10_000_000) + "\0");
				assertThat(bomb.length).isLessThan(12_000);
				socket.send(COMPRESSED_TEXT, bomb);
				assertThat(closeCode(socket)).isEqualTo(1009);
			}
		}

		@Test
		void isRefusedWhereItIsNone() throws IOException {
			try (RawSocket socket = RawSocket.connect(port(), token("gus"))) {
				socket.send(COMPRESSED_TEXT, "this was never compressed".getBytes(StandardCharsets.UTF_8));
				assertThat(closeCode(socket)).isEqualTo(1007);
			}
		}

		private static int closeCode(RawSocket socket) throws IOException {
			RawSocket.Frame frame = socket.next();
			while (frame.first() != 0x88) {
				frame = socket.next();
			}
			return frame.closeCode();
		}

		private static String text(RawSocket.Frame frame) {
			return (frame.first() == COMPRESSED_TEXT) ? inflate(frame.payload()) : frame.text();
		}

	}

	static boolean isTomcat() {
		return TomcatUpgrade.isPossible(CompressionTests.class.getClassLoader());
	}

	private static byte[] deflate(String text) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		deflater.setInput(bytes);
		byte[] out = new byte[bytes.length + 64];
		int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
		deflater.end();
		return Arrays.copyOf(out, length - 4);
	}

	private static String inflate(byte[] payload) {
		Inflater inflater = new Inflater(true);
		byte[] whole = Arrays.copyOf(payload, payload.length + 4);
		whole[whole.length - 2] = (byte) 0xff;
		whole[whole.length - 1] = (byte) 0xff;
		inflater.setInput(whole);
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		byte[] out = new byte[1024];
		try {
			int length = inflater.inflate(out);
			while (length > 0) {
				text.write(out, 0, length);
				length = inflater.inflate(out);
			}
		}
		catch (DataFormatException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			inflater.end();
		}
		return text.toString(StandardCharsets.UTF_8);
	}

}
