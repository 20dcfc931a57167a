package dev.realtime.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import dev.realtime.protocol.Refusal;

/**
 * What one client sends: bytes become frames, within bounds of size, number and time.
 * <p>
 * Used by the container's thread that reads from the client, one at a time; only what the
 * clock looks at is shared.
 */
final class Inbound {

	/** A frame may not take longer from its first byte to its last. */
	private static final long MAX_PARTIAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	/**
	 * Pieces a frame may come in. Each new piece decodes the frame anew, so that many
	 * would cost quadratic time.
	 */
	private static final int MAX_PIECES = 64;

	/** Largest message before CONNECT: room for a token and little else. */
	private static final int MAX_UNKNOWN = 16 * 1024;

	private static final int MAX_HEADERS = 32;

	private static final int MAX_HEADER_LENGTH = 10 * 1024;

	private static final StompDecoder decoder = new StompDecoder();

	private final Connection connection;

	private final int maxMessage;

	private final TokenBucket frames;

	private final TokenBucket refusals;

	private byte @Nullable [] partial;

	private int pieces;

	private int messageLength;

	private volatile long partialSince;

	private volatile long lastRead = System.nanoTime();

	private volatile boolean busy;

	Inbound(Connection connection, ConnectionProperties properties) {
		this.connection = connection;
		this.maxMessage = (int) properties.maxMessageSize().toBytes();
		this.frames = new TokenBucket(properties.maxFrames(), 5.0 * properties.maxFrames());
		this.refusals = new TokenBucket(properties.maxRefusals() / 60.0, properties.maxRefusals());
	}

	/**
	 * Notes that the client is alive.
	 * @param busy whether one of its frames is being handled, so that it cannot be heard
	 */
	void read(boolean busy) {
		this.busy = busy;
		this.lastRead = System.nanoTime();
	}

	long lastRead() {
		return this.lastRead;
	}

	boolean isBusy() {
		return this.busy;
	}

	/**
	 * Counts a part of a WebSocket message.
	 * @param length its length in bytes
	 * @param last whether it is the last part
	 * @return whether the message is still within the limit
	 */
	boolean fits(int length, boolean last) {
		this.messageLength += length;
		boolean fits = this.messageLength <= limit();
		if (last) {
			this.messageLength = 0;
		}
		return fits;
	}

	private int limit() {
		return this.connection.isNew() ? Math.min(MAX_UNKNOWN, this.maxMessage) : this.maxMessage;
	}

	/**
	 * Decodes what came in, together with what is left from before.
	 * @param bytes the next bytes
	 * @return frames, with nothing in them checked but their form
	 * @throws RefusedFrame if they are no frames of STOMP, or too large
	 */
	List<Message<byte[]>> decode(byte[] bytes) throws RefusedFrame {
		ByteBuffer buffer = ByteBuffer.wrap(append(bytes));
		List<Message<byte[]>> messages = new ArrayList<>(1);
		try {
			messages.addAll(decoder.decode(buffer));
		}
		catch (RuntimeException ex) {
			// its text holds what the client sent
			throw new RefusedFrame(Refusal.INVALID_FRAME);
		}
		keep(buffer, !messages.isEmpty());
		for (Message<byte[]> message : messages) {
			check(message);
		}
		return messages;
	}

	private byte[] append(byte[] bytes) {
		byte[] partial = this.partial;
		if (partial == null) {
			return bytes;
		}
		byte[] whole = Arrays.copyOf(partial, partial.length + bytes.length);
		System.arraycopy(bytes, 0, whole, partial.length, bytes.length);
		return whole;
	}

	private void keep(ByteBuffer rest, boolean progress) throws RefusedFrame {
		if (!rest.hasRemaining()) {
			this.partial = null;
			this.pieces = 0;
			this.partialSince = 0;
			return;
		}
		if (rest.remaining() > limit()) {
			throw new RefusedFrame(Refusal.MESSAGE_TOO_LARGE);
		}
		if (progress || this.partialSince == 0) {
			this.pieces = 0;
			this.partialSince = System.nanoTime() | 1;
		}
		if (++this.pieces > MAX_PIECES) {
			throw new RefusedFrame(Refusal.INVALID_FRAME);
		}
		this.partial = new byte[rest.remaining()];
		rest.get(this.partial);
	}

	private void check(Message<byte[]> message) throws RefusedFrame {
		StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
		if (accessor.isHeartbeat()) {
			return;
		}
		if (!this.frames.take()) {
			throw new RefusedFrame(Refusal.TOO_FAST);
		}
		int count = 0;
		for (var header : accessor.toNativeHeaderMap().entrySet()) {
			for (String value : header.getValue()) {
				count++;
				if (header.getKey().length() + value.length() > MAX_HEADER_LENGTH) {
					throw new RefusedFrame(Refusal.INVALID_FRAME);
				}
			}
		}
		if (count > MAX_HEADERS) {
			throw new RefusedFrame(Refusal.INVALID_FRAME);
		}
		String length = accessor.getFirstNativeHeader("content-length");
		if (length != null && !length.equals(String.valueOf(message.getPayload().length))) {
			throw new RefusedFrame(Refusal.INVALID_FRAME);
		}
	}

	/** Whether a frame is under way for too long. */
	boolean isStale(long now) {
		long since = this.partialSince;
		return since != 0 && now - since > MAX_PARTIAL_NANOS;
	}

	/** Counts a refused request; whether the client may go on. */
	boolean tolerates() {
		synchronized (this.refusals) {
			return this.refusals.take();
		}
	}

	static byte[] bytes(Object payload) {
		if (payload instanceof ByteBuffer buffer) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.duplicate().get(bytes);
			return bytes;
		}
		return payload.toString().getBytes(StandardCharsets.UTF_8);
	}

	/** Ends the connection: what came in is no part of the protocol. */
	static final class RefusedFrame extends Exception {

		private static final long serialVersionUID = 1;

		private final transient Refusal refusal;

		RefusedFrame(Refusal refusal) {
			super(refusal.message(), null, false, false);
			this.refusal = refusal;
		}

		Refusal refusal() {
			return this.refusal;
		}

	}

}
