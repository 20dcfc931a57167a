package dev.realtime.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompCommand;

/**
 * Makes frames of the bytes a client sends, in whatever pieces they come. Each byte is
 * looked at once, so that pieces cost no more than the whole, and what breaks the form is
 * refused at the first byte that does.
 * <p>
 * Spring's decoder is not used: it decodes each piece anew, takes a carriage return at
 * the end of a piece for an error, replaces what is not UTF-8 and lets a null octet into
 * a header.
 * <p>
 * Not thread-safe.
 *
 * @see <a href="https://stomp.github.io/stomp-specification-1.2.html#Augmented_BNF">The
 * grammar of STOMP 1.2</a>
 */
public final class FrameDecoder {

	private static final Map<String, StompCommand> COMMANDS = commands();

	/** Longer than any command, and than a line end between frames. */
	private static final int MAX_COMMAND_LENGTH = 16;

	/**
	 * Room for twice the longest token: who sends a longer one is told so by its code.
	 */
	private static final int MAX_LINE_LENGTH = 16 * 1024;

	private static final byte[] NOTHING = {};

	/** What has come of the line or the body that is under way. */
	private byte[] held = NOTHING;

	private int heldLength;

	private @Nullable StompCommand command;

	private Map<String, String> headers = Map.of();

	private int headerCount;

	private boolean inBody;

	/** Length of the body as its header says; negative where a null octet ends it. */
	private int bodyLength;

	/** Bytes of the frame so far. */
	private int size;

	private static Map<String, StompCommand> commands() {
		Map<String, StompCommand> commands = new LinkedHashMap<>();
		for (StompCommand command : StompCommand.values()) {
			commands.put(command.name(), command);
		}
		return Map.copyOf(commands);
	}

	/**
	 * Reads up to the end of the next frame.
	 * @param in the next bytes; what lies behind the frame is left in it
	 * @param version decides which escapes there are
	 * @param maxSize largest frame, in bytes
	 * @param maxHeaders most headers
	 * @return {@code null} if more bytes are needed
	 * @throws FrameRefused if there can be no frame any more, whatever comes
	 */
	public @Nullable ReceivedFrame next(ByteBuffer in, StompVersion version, int maxSize, int maxHeaders)
			throws FrameRefused {
		while (in.hasRemaining()) {
			int before = in.position();
			ReceivedFrame frame = this.inBody ? body(in, maxSize) : line(in, version, maxSize, maxHeaders);
			if (isPartial()) {
				this.size += in.position() - before;
				if (this.size > maxSize) {
					throw new FrameRefused(Refusal.MESSAGE_TOO_LARGE);
				}
			}
			if (frame != null) {
				reset();
				return frame;
			}
		}
		return null;
	}

	/** Whether a frame has begun and not ended. */
	public boolean isPartial() {
		return this.command != null || this.heldLength > 0;
	}

	private void reset() {
		this.command = null;
		this.headers = Map.of();
		this.headerCount = 0;
		this.inBody = false;
		this.size = 0;
		this.heldLength = 0;
		// what one large frame needed is not kept for as long as the connection lives
		this.held = NOTHING;
	}

	private @Nullable ReceivedFrame line(ByteBuffer in, StompVersion version, int maxSize, int maxHeaders)
			throws FrameRefused {
		byte[] line = upTo(in, '\n', (this.command != null) ? MAX_LINE_LENGTH : MAX_COMMAND_LENGTH);
		if (line == null) {
			if (this.command == null && !mayBegin()) {
				throw invalid();
			}
			return null;
		}
		int length = line.length;
		if (length > 0 && line[length - 1] == '\r') {
			length--;
		}
		String text = text(line, length);
		if (this.command == null) {
			begin(text);
		}
		else if (text.isEmpty()) {
			beginBody(maxSize);
		}
		else {
			header(text, version, maxHeaders);
		}
		return null;
	}

	/** Whether what has come so far can become a command, or a line end. */
	private boolean mayBegin() {
		String held = new String(this.held, 0, this.heldLength, StandardCharsets.ISO_8859_1);
		String begun = held.endsWith("\r") ? held.substring(0, held.length() - 1) : held;
		return COMMANDS.keySet().stream().anyMatch((command) -> command.startsWith(begun));
	}

	private void begin(String line) throws FrameRefused {
		if (line.isEmpty()) {
			// a line end between frames, or a heart-beat
			return;
		}
		StompCommand command = COMMANDS.get(line);
		if (command == null) {
			throw invalid();
		}
		this.command = command;
		this.headers = new LinkedHashMap<>();
	}

	private void header(String line, StompVersion version, int maxHeaders) throws FrameRefused {
		int colon = line.indexOf(':');
		require(colon > 0);
		require(++this.headerCount <= maxHeaders);
		String name = line.substring(0, colon);
		String value = line.substring(colon + 1);
		if (!isConnect()) {
			name = version.unescape(name);
			value = version.unescape(value);
		}
		if (name == null || value == null) {
			throw invalid();
		}
		this.headers.putIfAbsent(name, value);
	}

	/** CONNECT and its answer know no escapes, for the sake of STOMP 1.0. */
	private boolean isConnect() {
		return this.command == StompCommand.CONNECT || this.command == StompCommand.STOMP
				|| this.command == StompCommand.CONNECTED;
	}

	private void beginBody(int maxSize) throws FrameRefused {
		this.inBody = true;
		this.bodyLength = -1;
		String length = this.headers.get("content-length");
		if (length != null) {
			require(length.matches("[0-9]{1,18}"));
			long value = Long.parseLong(length);
			if (value > maxSize) {
				throw new FrameRefused(Refusal.MESSAGE_TOO_LARGE);
			}
			this.bodyLength = (int) value;
		}
		if (this.command != null && !this.command.isBodyAllowed()) {
			require(this.bodyLength <= 0);
			this.bodyLength = 0;
		}
	}

	private @Nullable ReceivedFrame body(ByteBuffer in, int maxSize) throws FrameRefused {
		byte[] body = (this.bodyLength < 0) ? upTo(in, 0, maxSize) : counted(in);
		return (body != null && this.command != null) ? new ReceivedFrame(this.command, this.headers, body) : null;
	}

	private byte @Nullable [] counted(ByteBuffer in) throws FrameRefused {
		int missing = this.bodyLength - this.heldLength;
		if (in.remaining() <= missing) {
			hold(in, in.remaining());
			return null;
		}
		byte[] body = take(in, missing);
		require(in.get() == 0);
		return body;
	}

	/** What came before the end, if the end is in sight; else all of it is held. */
	private byte @Nullable [] upTo(ByteBuffer in, int end, int max) throws FrameRefused {
		int from = in.position();
		int to = from;
		while (to < in.limit() && in.get(to) != end) {
			// it ends a frame and is no part of any line
			require(in.get(to) != 0);
			to++;
		}
		if (this.heldLength + to - from > max) {
			throw (end == 0) ? new FrameRefused(Refusal.MESSAGE_TOO_LARGE) : invalid();
		}
		if (to == in.limit()) {
			hold(in, to - from);
			return null;
		}
		byte[] bytes = take(in, to - from);
		in.get();
		return bytes;
	}

	private byte[] take(ByteBuffer in, int length) {
		byte[] bytes = Arrays.copyOf(this.held, this.heldLength + length);
		in.get(bytes, this.heldLength, length);
		this.heldLength = 0;
		return bytes;
	}

	private void hold(ByteBuffer in, int length) {
		int needed = this.heldLength + length;
		if (needed > this.held.length) {
			this.held = Arrays.copyOf(this.held, Math.max(needed, 2 * this.held.length));
		}
		in.get(this.held, this.heldLength, length);
		this.heldLength = needed;
	}

	private static String text(byte[] bytes, int length) throws FrameRefused {
		for (int i = 0; i < length; i++) {
			require(bytes[i] != '\r');
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
		}
		catch (CharacterCodingException ex) {
			throw invalid();
		}
	}

	private static void require(boolean wellFormed) throws FrameRefused {
		if (!wellFormed) {
			throw invalid();
		}
	}

	private static FrameRefused invalid() {
		return new FrameRefused(Refusal.INVALID_FRAME);
	}

}
