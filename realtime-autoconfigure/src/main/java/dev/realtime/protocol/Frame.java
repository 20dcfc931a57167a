package dev.realtime.protocol;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * An encoded STOMP frame on its way out, shared by all who get the same bytes.
 * <p>
 * Thread-safe.
 */
public final class Frame {

	/** The server's heart-beat. */
	public static final Frame HEARTBEAT = new Frame(new byte[] { '\n' });

	private final byte[] bytes;

	private final long since;

	private @Nullable String text;

	Frame(byte[] bytes) {
		this(bytes, 0);
	}

	Frame(byte[] bytes, long since) {
		this.bytes = bytes;
		this.since = since;
	}

	/**
	 * Wraps bytes somebody else encoded.
	 * @param bytes a whole frame, not to be changed afterwards
	 * @return the frame
	 */
	public static Frame ofEncoded(byte[] bytes) {
		return new Frame(bytes);
	}

	/**
	 * Puts frames into one message.
	 * @param frames in order
	 * @return all of them, one after another
	 */
	public static Frame concatenate(Frame... frames) {
		int length = 0;
		for (Frame frame : frames) {
			length += frame.bytes.length;
		}
		byte[] whole = new byte[length];
		int at = 0;
		for (Frame frame : frames) {
			System.arraycopy(frame.bytes, 0, whole, at, frame.bytes.length);
			at += frame.bytes.length;
		}
		return new Frame(whole);
	}

	/**
	 * The frame as it goes into a binary message.
	 * @return bytes that must not be changed
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * The frame as it goes into a text message. A race makes it twice, which does no
	 * harm.
	 * @return the text
	 */
	public String text() {
		String text = this.text;
		if (text == null) {
			text = new String(this.bytes, StandardCharsets.UTF_8);
			this.text = text;
		}
		return text;
	}

	/**
	 * When the event it tells of left, by {@link System#nanoTime()}.
	 * @return 0 if it tells of none, or of an old one
	 */
	public long since() {
		return this.since;
	}

	public int length() {
		return this.bytes.length;
	}

}
