package dev.realtime.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.realtime.protocol.FrameDecoder;
import dev.realtime.protocol.FrameRefused;
import dev.realtime.protocol.ReceivedFrame;
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

	/** Largest message before CONNECT: room for a token and little else. */
	private static final int MAX_UNKNOWN = 16 * 1024;

	/** Pieces of messages, heart-beats and pings, for each frame a client may send. */
	private static final int PIECES_PER_FRAME = 20;

	private static final int BURST_SECONDS = 5;

	private final Connection connection;

	private final ConnectionProperties properties;

	private final Limits limits;

	private final FrameDecoder decoder = new FrameDecoder();

	private final TokenBucket frames;

	private final TokenBucket pieces;

	private final TokenBucket joins;

	private final TokenBucket refusals;

	private int messageLength;

	private volatile long partialSince;

	private volatile long lastRead = System.nanoTime();

	private volatile boolean busy;

	Inbound(Connection connection, ConnectionProperties properties, Limits limits) {
		this.connection = connection;
		this.properties = properties;
		this.limits = limits;
		this.frames = perSecond(properties.maxFrames());
		this.pieces = perSecond(PIECES_PER_FRAME * properties.maxFrames());
		this.joins = perSecond(properties.maxJoins());
		this.refusals = new TokenBucket(properties.maxRefusals() / 60.0, properties.maxRefusals());
	}

	private static TokenBucket perSecond(int number) {
		return new TokenBucket(number, (double) BURST_SECONDS * number);
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
	 * Counts a part of a WebSocket message, before anything looks into it.
	 * @param length its length in bytes
	 * @param last whether it is the last part
	 * @throws FrameRefused if the message is too large, or there are too many
	 */
	void count(int length, boolean last) throws FrameRefused {
		countControl();
		this.messageLength += length;
		if (this.messageLength > maxSize()) {
			throw this.limits.exceeded(Limits.Limit.MESSAGE_SIZE, Refusal.MESSAGE_TOO_LARGE);
		}
		if (last) {
			this.messageLength = 0;
		}
	}

	/**
	 * Counts a ping or pong, which are pieces too: they cost no less than a heart-beat.
	 * @throws FrameRefused if there are too many
	 */
	void countControl() throws FrameRefused {
		if (!this.pieces.take()) {
			throw this.limits.exceeded(Limits.Limit.FRAMES, Refusal.TOO_FAST);
		}
	}

	private int maxSize() {
		int max = (int) this.properties.maxMessageSize().toBytes();
		return this.connection.isNew() ? Math.min(MAX_UNKNOWN, max) : max;
	}

	/**
	 * The next frame of what came in, together with what is left from before.
	 * @param bytes the next bytes; what lies behind the frame is left in it
	 * @return a frame with nothing in it checked but its form; {@code null} if more bytes
	 * are needed
	 * @throws FrameRefused if they are no frames of STOMP, too large or too many
	 */
	@Nullable ReceivedFrame next(ByteBuffer bytes) throws FrameRefused {
		ReceivedFrame frame;
		try {
			frame = this.decoder.next(bytes, this.connection.version(), maxSize(), this.properties.maxHeaders());
		}
		catch (FrameRefused ex) {
			if (ex.refusal() == Refusal.MESSAGE_TOO_LARGE) {
				this.limits.count(Limits.Limit.MESSAGE_SIZE);
			}
			throw ex;
		}
		if (frame != null || !this.decoder.isPartial()) {
			this.partialSince = 0;
		}
		else if (this.partialSince == 0) {
			this.partialSince = System.nanoTime() | 1;
		}
		if (frame != null && !this.frames.take()) {
			throw this.limits.exceeded(Limits.Limit.FRAMES, Refusal.TOO_FAST);
		}
		return frame;
	}

	/** Whether a frame is under way for too long. */
	boolean isStale(long now) {
		long since = this.partialSince;
		return since != 0 && now - since > MAX_PARTIAL_NANOS;
	}

	/** Counts a join; whether the client may have it. */
	boolean mayJoin() {
		return this.joins.take() || !this.limits.count(Limits.Limit.JOINS);
	}

	/** Counts a refused request; whether the client may go on. */
	boolean tolerates() {
		synchronized (this.refusals) {
			return this.refusals.take() || !this.limits.count(Limits.Limit.REFUSALS);
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

}
