package dev.realtime.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@link WebSocketTests} cannot ask containers for: how frames end on our own. */
class WebSocketReaderTests {

	/** Remembers what it was told. */
	private static final class Recorded implements WebSocketReader.Client {

		private final List<String> told = new ArrayList<>();

		@Override
		public void data(byte[] part, boolean last) {
			this.told.add("data");
		}

		@Override
		public void ping(byte[] payload) {
			this.told.add("ping");
		}

		@Override
		public void pong() {
			this.told.add("pong");
		}

		@Override
		public void close(CloseStatus status, CloseStatus answer) {
			this.told.add("close " + answer.getCode());
		}

	}

	private static List<String> read(int first, byte... payload) {
		Recorded client = new Recorded();
		new WebSocketReader(client, 0).read(ByteBuffer.wrap(RawSocket.frame(first, payload)));
		return client.told;
	}

	private static List<String> close(int code, int... reason) {
		byte[] payload = new byte[2 + reason.length];
		ByteBuffer buffer = ByteBuffer.wrap(payload).putShort((short) code);
		IntStream.of(reason).forEach((c) -> buffer.put((byte) c));
		return read(0x88, payload);
	}

	@Test
	void repeatsTheCloseCodesThatPeersMaySend() {
		for (int code : new int[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
				4000, 4999 }) {
			assertThat(close(code, 'b', 'y', 'e')).containsExactly("close " + code);
		}
		assertThat(read(0x88)).containsExactly("close 1000");
	}

	@Test
	void repeatsNoCloseCodeThatNoPeerMaySend() {
		for (int code : new int[] { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 }) {
			assertThat(close(code)).as("after %s", code).containsExactly("close 1002");
		}
	}

	@Test
	void endsWithTheReasonThatAFrameIsBroken() {
		assertThat(read(0x88, (byte) 3)).as("half a code").containsExactly("close 1002");
		assertThat(close(1000, 0xff, 0xfe)).as("a reason that is no text").containsExactly("close 1007");
		assertThat(close(1000, new int[124])).as("a reason that is too long").containsExactly("close 1002");
		for (int first : new int[] { 0xc1, 0xa1, 0x91, 0x83, 0x87, 0x8b, 0x8f, 0x80, 0x00, 0x08, 0x09, 0x0a }) {
			assertThat(read(first)).as("first byte %x", first).containsExactly("close 1002");
		}
	}

}
