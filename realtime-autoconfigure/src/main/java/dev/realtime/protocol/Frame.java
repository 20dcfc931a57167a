package dev.realtime.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

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

	/** Less gains nothing. */
	private static final int MIN_DEFLATED = 64;

	/** What ends each flush, and what a WebSocket message leaves out. */
	private static final int FLUSH = 4;

	private static final ThreadLocal<Deflater> deflaters = ThreadLocal
		.withInitial(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));

	private @Nullable String text;

	private volatile boolean shared;

	private byte @Nullable [] deflated;

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

	/** Notes that several clients get these very bytes. */
	void share() {
		this.shared = true;
	}

	/**
	 * The frame as it goes into a message under permessage-deflate without context
	 * between messages: compressed once, whoever asks first, for all who get it.
	 * @return bytes that must not be changed; {@code null} where only one client gets the
	 * frame, which is not worth the effort, or where they would be no fewer
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc7692#section-7.2.1">RFC 7692,
	 * 7.2.1</a>
	 */
	public byte @Nullable [] deflated() {
		if (!this.shared || this.bytes.length < MIN_DEFLATED) {
			return null;
		}
		synchronized (this) {
			if (this.deflated == null) {
				this.deflated = deflate(this.bytes);
			}
			return (this.deflated.length < this.bytes.length) ? this.deflated : null;
		}
	}

	private static byte[] deflate(byte[] bytes) {
		Deflater deflater = deflaters.get();
		deflater.reset();
		deflater.setInput(bytes);
		// what cannot be compressed grows by five bytes for each block of 16 KB at most
		byte[] out = new byte[bytes.length + bytes.length / 1000 + 64];
		int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
		return Arrays.copyOf(out, length - FLUSH);
	}

	public int length() {
		return this.bytes.length;
	}

}
