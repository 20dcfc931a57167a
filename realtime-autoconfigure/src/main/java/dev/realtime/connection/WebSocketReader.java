package dev.realtime.connection;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Takes WebSocket frames apart. Data is passed on as it comes in, so that no frame is
 * ever kept whole; text is checked to be UTF-8.
 * <p>
 * Not thread-safe: used by the thread that reads from the client, one at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, 5</a>
 */
final class WebSocketReader {

	private static final int CONTINUATION = 0;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int MAX_CONTROL = 125;

	/** Characters that do not end where a part of their message does are no longer. */
	private static final int MAX_CHARACTER = 4;

	private static final ThreadLocal<CharBuffer> characters = ThreadLocal.withInitial(() -> CharBuffer.allocate(2048));

	private static final ThreadLocal<CharsetDecoder> decoders = ThreadLocal
		.withInitial(StandardCharsets.UTF_8::newDecoder);

	private static final byte[] NOTHING = {};

	/** The end of a flush, which a compressed message leaves out. */
	private static final byte[] FLUSH = { 0, 0, (byte) 0xff, (byte) 0xff };

	private static final int INFLATED = 8 * 1024;

	private final Client client;

	/** What a compressed message may grow to; 0 where none was agreed on. */
	private final long maxInflated;

	/** Bytes of a frame that cannot be understood without those to come. */
	private byte[] rest = NOTHING;

	/** Bytes of a character whose others come with the next part. */
	private byte[] character = NOTHING;

	/** Bytes of the current data frame that are still to come. */
	private long remaining;

	private int mask;

	private boolean last;

	/** Opcode of the message that is under way; 0 between messages. */
	private int message;

	/** Inflates the message that is under way, if it is compressed. */
	private @Nullable Inflater inflater;

	private long inflated;

	WebSocketReader(Client client, long maxInflated) {
		this.client = client;
		this.maxInflated = maxInflated;
	}

	/** Puts back what was kept. */
	void restore(ByteBuffer buffer) {
		buffer.put(this.rest);
		this.rest = NOTHING;
	}

	/** Keeps what could not be understood yet. */
	void keep(ByteBuffer buffer) {
		if (buffer.hasRemaining()) {
			this.rest = new byte[buffer.remaining()];
			buffer.get(this.rest);
		}
	}

	/**
	 * Takes what came in, or as much as can be understood without what follows.
	 * @param buffer the bytes
	 * @return {@code false} once nothing is to be read any more
	 */
	boolean read(ByteBuffer buffer) {
		try {
			while (buffer.hasRemaining()) {
				if (this.remaining > 0) {
					data(buffer);
				}
				else {
					buffer.mark();
					Next next = frame(buffer);
					if (next == Next.INCOMPLETE) {
						buffer.reset();
						return true;
					}
					if (next == Next.END) {
						return false;
					}
				}
			}
			return true;
		}
		catch (BrokenFrame ex) {
			this.client.close(ex.status, ex.status);
			return false;
		}
	}

	private Next frame(ByteBuffer buffer) throws BrokenFrame {
		if (buffer.remaining() < 2) {
			return Next.INCOMPLETE;
		}
		int first = buffer.get();
		int second = buffer.get();
		int opcode = first & 0x0f;
		boolean fin = (first & 0x80) != 0;
		boolean compressed = (first & 0x40) != 0;
		require((first & 0x30) == 0 && (second & 0x80) != 0);
		require(!compressed || (this.maxInflated > 0 && (opcode == TEXT || opcode == BINARY)));
		int size = second & 0x7f;
		int extended = (size < 126) ? 0 : (size == 126) ? 2 : 8;
		if (buffer.remaining() < extended + 4) {
			return Next.INCOMPLETE;
		}
		long length = switch (extended) {
			case 0 -> size;
			case 2 -> buffer.getShort() & 0xffff;
			default -> buffer.getLong();
		};
		require(length >= 0);
		int mask = buffer.getInt();
		if (opcode >= CLOSE) {
			require(fin && length <= MAX_CONTROL);
			return (buffer.remaining() < length) ? Next.INCOMPLETE
					: control(opcode, unmask(buffer, (int) length, mask));
		}
		if (compressed) {
			require(this.inflater == null);
			this.inflater = new Inflater(true);
			this.inflated = 0;
		}
		begin(opcode, fin, length, mask);
		return Next.FRAME;
	}

	private void begin(int opcode, boolean fin, long length, int mask) throws BrokenFrame {
		if (opcode == CONTINUATION) {
			require(this.message != 0);
		}
		else {
			require(this.message == 0 && (opcode == TEXT || opcode == BINARY));
			this.message = opcode;
		}
		this.remaining = length;
		this.mask = mask;
		this.last = fin;
		if (length == 0) {
			pass(NOTHING, fin);
		}
	}

	private void data(ByteBuffer buffer) throws BrokenFrame {
		int length = (int) Math.min(buffer.remaining(), this.remaining);
		byte[] part = unmask(buffer, length, this.mask);
		this.remaining -= length;
		// the next byte of the frame is masked with the next byte of the mask
		this.mask = Integer.rotateLeft(this.mask, 8 * (length % 4));
		pass(part, this.last && this.remaining == 0);
	}

	private void pass(byte[] part, boolean last) throws BrokenFrame {
		Inflater inflater = this.inflater;
		if (inflater == null) {
			understood(part, last);
			return;
		}
		inflate(inflater, part);
		if (last) {
			inflate(inflater, FLUSH);
			inflater.end();
			this.inflater = null;
			understood(NOTHING, true);
		}
	}

	/** Little of what comes in may become much, so it is counted as it does. */
	private void inflate(Inflater inflater, byte[] part) throws BrokenFrame {
		inflater.setInput(part);
		byte[] out = new byte[INFLATED];
		try {
			int length = inflater.inflate(out);
			while (length > 0) {
				this.inflated += length;
				if (this.inflated > this.maxInflated) {
					throw new BrokenFrame(CloseStatus.TOO_BIG_TO_PROCESS);
				}
				understood(Arrays.copyOf(out, length), false);
				length = inflater.inflate(out);
			}
		}
		catch (DataFormatException ex) {
			throw new BrokenFrame(CloseStatus.BAD_DATA);
		}
	}

	private void understood(byte[] part, boolean last) throws BrokenFrame {
		if (this.message == TEXT) {
			checkText(part, last);
		}
		if (last) {
			this.message = 0;
		}
		this.client.data(part, last);
	}

	private void checkText(byte[] part, boolean last) throws BrokenFrame {
		ByteBuffer text = ByteBuffer.wrap(part);
		if (this.character.length > 0) {
			text = ByteBuffer.allocate(this.character.length + part.length).put(this.character).put(part).flip();
		}
		CharsetDecoder decoder = decoders.get().reset();
		CharBuffer out = characters.get();
		CoderResult result;
		do {
			result = decoder.decode(text, out.clear(), last);
		}
		while (result.isOverflow());
		if (result.isError() || text.remaining() >= MAX_CHARACTER) {
			throw new BrokenFrame(CloseStatus.BAD_DATA);
		}
		this.character = new byte[text.remaining()];
		text.get(this.character);
	}

	private static byte[] unmask(ByteBuffer buffer, int length, int mask) {
		byte[] payload = new byte[length];
		buffer.get(payload);
		for (int i = 0; i < length; i++) {
			payload[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
		}
		return payload;
	}

	private Next control(int opcode, byte[] payload) throws BrokenFrame {
		switch (opcode) {
			case PING -> this.client.ping(payload);
			case PONG -> this.client.pong();
			case CLOSE -> {
				close(payload);
				return Next.END;
			}
			default -> throw new BrokenFrame(CloseStatus.PROTOCOL_ERROR);
		}
		return Next.FRAME;
	}

	private void close(byte[] payload) throws BrokenFrame {
		if (payload.length == 0) {
			this.client.close(CloseStatus.NO_STATUS_CODE, CloseStatus.NORMAL);
			return;
		}
		require(payload.length >= 2);
		ByteBuffer reason = ByteBuffer.wrap(payload);
		int code = reason.getShort() & 0xffff;
		require(isSendable(code));
		if (decoders.get().reset().decode(reason, characters.get().clear(), true).isError()) {
			throw new BrokenFrame(CloseStatus.BAD_DATA);
		}
		CloseStatus status = new CloseStatus(code);
		this.client.close(status, status);
	}

	/** Whether a peer may say so: others only stand for what no peer said. */
	private static boolean isSendable(int code) {
		boolean named = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
		return named || (code >= 3000 && code < 5000);
	}

	private static void require(boolean condition) throws BrokenFrame {
		if (!condition) {
			throw new BrokenFrame(CloseStatus.PROTOCOL_ERROR);
		}
	}

	private enum Next {

		FRAME, INCOMPLETE, END

	}

	/** The client does not speak WebSocket. */
	private static final class BrokenFrame extends Exception {

		private static final long serialVersionUID = 1;

		private final transient CloseStatus status;

		BrokenFrame(CloseStatus status) {
			super(status.toString(), null, false, false);
			this.status = status;
		}

	}

	/** Who gets what came in. */
	interface Client {

		/**
		 * A part of a message.
		 * @param part its bytes
		 * @param last whether it is the last one
		 */
		void data(byte[] part, boolean last);

		void ping(byte[] payload);

		void pong();

		/**
		 * The client said good-bye, or nothing it says can be understood.
		 * @param status how it ended
		 * @param answer what it is told
		 */
		void close(CloseStatus status, CloseStatus answer);

	}

}
