package dev.realtime.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.simp.stomp.StompCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FrameDecoderTests {

	private static final int MAX = 1000;

	private static List<ReceivedFrame> decode(StompVersion version, byte[]... pieces) throws FrameRefused {
		FrameDecoder decoder = new FrameDecoder();
		List<ReceivedFrame> frames = new ArrayList<>();
		for (byte[] piece : pieces) {
			ByteBuffer in = ByteBuffer.wrap(piece);
			ReceivedFrame frame = decoder.next(in, version, MAX, 8);
			while (frame != null) {
				frames.add(frame);
				frame = decoder.next(in, version, MAX, 8);
			}
		}
		return frames;
	}

	private static List<ReceivedFrame> decode(String text) throws FrameRefused {
		return decode(StompVersion.V1_2, text.getBytes(StandardCharsets.UTF_8));
	}

	private static void assertRefused(String code, StompVersion version, byte[] bytes) {
		assertThatExceptionOfType(FrameRefused.class).isThrownBy(() -> decode(version, bytes))
			.satisfies((ex) -> assertThat(ex.refusal().code()).isEqualTo(code));
	}

	@Test
	void readsFramesHeartbeatsAndLineEndsBetweenThem() throws FrameRefused {
		List<ReceivedFrame> frames = decode(
				"\n\r\nSEND\r\ndestination:/a\\cb\r\nid:1\r\nid:2\r\n\r\nbody\0\n\n" + "DISCONNECT\n\n\0\n");
		assertThat(frames).extracting(ReceivedFrame::command)
			.containsExactly(StompCommand.SEND, StompCommand.DISCONNECT);
		assertThat(frames.get(0).header("destination")).isEqualTo("/a:b");
		assertThat(frames.get(0).header("id")).as("the first of repeated headers").isEqualTo("1");
		assertThat(frames.get(0).body()).asString(StandardCharsets.UTF_8).isEqualTo("body");
	}

	@Test
	void readsTheSameFramesHoweverTheyAreCut() throws FrameRefused {
		String text = "CONNECT\r\naccept-version:1.2\n\n\0\r\nSEND\r\ndestination:/tëst\r\ncontent-length:4\r\n\r\na\0b\n\0\n"
				+ "SUBSCRIBE\nid:1\ndestination:/x\n\n\0";
		byte[] whole = text.getBytes(StandardCharsets.UTF_8);
		for (long seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			int[] cuts = IntStream.generate(() -> random.nextInt(whole.length + 1)).limit(seed % 40).sorted().toArray();
			byte[][] pieces = new byte[cuts.length + 1][];
			int from = 0;
			for (int i = 0; i < cuts.length; i++) {
				pieces[i] = Arrays.copyOfRange(whole, from, cuts[i]);
				from = cuts[i];
			}
			pieces[cuts.length] = Arrays.copyOfRange(whole, from, whole.length);
			List<ReceivedFrame> frames = decode(StompVersion.V1_2, pieces);
			assertThat(frames).as("seed %s", seed)
				.extracting(ReceivedFrame::command)
				.containsExactly(StompCommand.CONNECT, StompCommand.SEND, StompCommand.SUBSCRIBE);
			assertThat(frames.get(1).body()).containsExactly('a', 0, 'b', '\n');
			assertThat(frames.get(1).header("destination")).isEqualTo("/tëst");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "FOO\n\n\0", "connect\n\n\0", "SEND \n\n\0", "SEND\nnocolon\n\n\0", "SEND\n:v\n\n\0",
			"SEND\na:\\t\n\n\0", "SEND\na:\\\n\n\0", "SEND\na\\x:b\n\n\0", "SEND\na:b\0c\n\n\0", "SE\0ND\n\n\0",
			"SEND\na:b\rc\n\n\0", "SEND\ncontent-length:-1\n\n\0", "SEND\ncontent-length:x\n\n\0",
			"SEND\ncontent-length:3\n\nabcd\0", "SEND\ncontent-length:3\n\nabcd", "SEND\ncontent-length:+3\n\nabc\0",
			"SUBSCRIBE\nid:1\n\nbody\0", "CONNECT\n\nbody\0", "UNSUBSCRIBE\ncontent-length:1\n\nx\0", "CONNECT\0",
			"XXXXXXXXXXXXXXXXXXXXXXXX", "\0", "{\"json\":true}", "GET / HTTP/1.1\r\n",
			"SEND\na:1\nb:1\nc:1\nd:1\ne:1\nf:1\ng:1\nh:1\ni:1\n\n\0" })
	void refusesWhatIsNoFrame(String text) {
		assertRefused("invalid_frame", StompVersion.V1_2, text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void refusesWhatIsTooLargeAtTheFirstByteThatTellsSo() {
		assertRefused("message_too_large", StompVersion.V1_2, "SEND\ncontent-length:2147483647\n\n".getBytes());
		assertRefused("message_too_large", StompVersion.V1_2, "SEND\ncontent-length:999999999999\n\n".getBytes());
		assertRefused("message_too_large", StompVersion.V1_2, ("SEND\n\n" + "x".repeat(MAX)).getBytes());
		assertRefused("message_too_large", StompVersion.V1_2, ("SEND\na:" + "x".repeat(MAX)).getBytes());
		String header = "a:" + "x".repeat(MAX / 2) + '\n';
		assertRefused("message_too_large", StompVersion.V1_2, ("SEND\n" + header + header + "\n\0").getBytes());
	}

	static Stream<byte[]> notUtf8() {
		return Stream.of(new byte[] { (byte) 0xff }, new byte[] { (byte) 0xc0, (byte) 0xaf },
				new byte[] { (byte) 0xed, (byte) 0xa0, (byte) 0x80 }, new byte[] { (byte) 0xe2, (byte) 0x82 });
	}

	@ParameterizedTest
	@MethodSource
	void notUtf8(byte[] bytes) {
		ByteBuffer frame = ByteBuffer.allocate(100).put("SEND\ndestination:/".getBytes()).put(bytes);
		frame.put("\n\n\0".getBytes());
		assertRefused("invalid_frame", StompVersion.V1_2, Arrays.copyOf(frame.array(), frame.position()));
	}

	@Test
	void knowsTheEscapesOfTheVersion() throws FrameRefused {
		byte[] frame = "SEND\na:\\r\\n\n\n\0".getBytes();
		assertThat(decode(StompVersion.V1_2, frame).get(0).header("a")).isEqualTo("\r\n");
		assertThat(decode(StompVersion.V1_0, frame).get(0).header("a")).isEqualTo("\\r\\n");
		assertRefused("invalid_frame", StompVersion.V1_1, frame);
		assertThat(decode("CONNECT\na:\\x\n\n\0").get(0).header("a")).as("CONNECT knows none").isEqualTo("\\x");
	}

	/**
	 * Bytes at random, and frames with a few bytes changed, in pieces: there is no other
	 * failure than a refusal, and what is decoded is bounded by what was sent.
	 */
	@Test
	void neverFailsInAnotherWay() {
		byte[] frame = "SEND\ndestination:/topic/rooms/a\ncontent-length:5\nevent:x\n\nhello\0\nUNSUBSCRIBE\nid:1\n\n\0"
			.getBytes();
		for (long seed = 0; seed < 20_000; seed++) {
			Random random = new Random(seed);
			byte[] bytes = (seed % 2 == 0) ? frame.clone() : new byte[random.nextInt(200)];
			if (seed % 2 == 1) {
				random.nextBytes(bytes);
			}
			for (int change = random.nextInt(6); change > 0 && bytes.length > 0; change--) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
			}
			int cut = random.nextInt(bytes.length + 1);
			try {
				List<ReceivedFrame> frames = decode(StompVersion.values()[(int) (seed % 3)], Arrays.copyOf(bytes, cut),
						Arrays.copyOfRange(bytes, cut, bytes.length));
				int size = frames.stream().mapToInt((each) -> each.body().length).sum();
				assertThat(size).as("seed %s", seed).isLessThanOrEqualTo(bytes.length);
			}
			catch (FrameRefused ex) {
				assertThat(ex.refusal().code()).as("seed %s", seed).isIn("invalid_frame", "message_too_large");
			}
			catch (RuntimeException ex) {
				throw new AssertionError("seed " + seed, ex);
			}
		}
	}

}
