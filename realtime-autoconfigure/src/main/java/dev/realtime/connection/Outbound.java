package dev.realtime.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Frame;

/**
 * What waits for one client. Many threads put frames in, one {@linkplain Writers writer}
 * at a time takes them out, so that frames leave in the order in which they came. Bounded
 * in bytes: a client that does not take them loses its connection, not the others theirs.
 * <p>
 * Thread-safe. {@link #offer} never blocks and calls nobody, so that it may be called
 * under a room's lock.
 */
final class Outbound implements Writers.Work {

	/**
	 * What one turn of a writer may take, in bytes: more would make a slow client look
	 * dead. Where a write takes less, several to one socket in a row cost less than
	 * coming back for each.
	 */
	private static final int MAX_TURN = 64 * 1024;

	/** A write that may block and takes longer waits for the client. */
	private static final long BLOCKED_NANOS = Duration.ofMillis(10).toNanos();

	private final Transport transport;

	private final Writers writers;

	private final Failure failure;

	private final int limit;

	private final int maxBatch;

	private final Duration sendTimeout;

	private final ArrayDeque<Frame> frames = new ArrayDeque<>(2);

	/** Written under the lock, looked at without. */
	private volatile int bytes;

	/** Of the frames that were handed to the socket last. */
	private int underWay;

	/** When the oldest event among them left; 0 if there is none. */
	private long since;

	private boolean ping;

	private byte @Nullable [] pong;

	private @Nullable CloseStatus close;

	/** The close frame was handed to the socket. */
	private boolean closed;

	/** A writer is at work here, or will be. */
	private boolean scheduled;

	/** The writer left, and another comes when the socket takes more. */
	private volatile boolean suspended;

	/** Nothing goes in any more. */
	private boolean ended;

	/** When the current turn began, by {@link System#nanoTime()}; 0 between turns. */
	private volatile long writingSince;

	private volatile long lastWrite = System.nanoTime();

	Outbound(Transport transport, Writers writers, ConnectionProperties properties, Failure failure) {
		this.transport = transport;
		this.writers = writers;
		this.limit = (int) properties.sendBuffer().toBytes();
		this.maxBatch = properties.maxBatch();
		this.sendTimeout = properties.sendTimeout();
		this.failure = failure;
	}

	/**
	 * Puts a frame in line.
	 * @param frame the frame
	 * @param now whether to wake a writer; else {@link Writers#wake()} does so soon
	 * @return whether frames pile up here because no writer came by yet, and not because
	 * the client is slow
	 */
	boolean offer(Frame frame, boolean now) {
		boolean overflow = false;
		synchronized (this) {
			if (this.ended) {
				return false;
			}
			if (this.bytes > 0 && this.bytes + frame.length() > this.limit) {
				end();
				overflow = true;
			}
			else {
				this.frames.addLast(frame);
				this.bytes += frame.length();
				schedule(now);
			}
		}
		if (overflow) {
			// not here: the caller may hold the lock of one of this connection's rooms
			this.writers.execute(this.failure::slow);
			return false;
		}
		return isNeglected();
	}

	synchronized void ping() {
		if (!this.ended) {
			this.ping = true;
			schedule();
		}
	}

	/**
	 * Answers a ping. Of several pings that wait for an answer the last one gets it.
	 * @param payload what the client sent with it
	 */
	synchronized void pong(byte[] payload) {
		if (!this.ended) {
			this.pong = payload;
			schedule();
		}
	}

	/**
	 * Closes the socket once everything in line is written. Nothing goes in any more.
	 * @param status what the client is told
	 */
	synchronized void close(CloseStatus status) {
		if (this.close == null) {
			this.ended = true;
			this.close = status;
			schedule();
		}
	}

	/**
	 * Gives up what is in line: the client will not take it, and others need the memory.
	 */
	private void end() {
		this.ended = true;
		this.frames.clear();
		this.bytes = this.underWay;
	}

	private void schedule() {
		schedule(true);
	}

	private void schedule(boolean now) {
		if (!this.scheduled) {
			this.scheduled = true;
			this.writers.queue(this);
		}
		if (now) {
			this.writers.wake();
		}
	}

	/**
	 * Whether frames pile up here because the writers have not got to them, and not
	 * because the client does not take them.
	 */
	boolean isNeglected() {
		return this.bytes > this.limit / 2 && !this.suspended && !isBlocked();
	}

	private boolean isBlocked() {
		long since = this.writingSince;
		return since != 0 && this.transport.isBlocking() && System.nanoTime() - since > BLOCKED_NANOS;
	}

	int backlog() {
		return this.bytes;
	}

	/** Whether the client does not take what waits for it. */
	synchronized boolean isStalled() {
		boolean overflown = this.ended && this.close == null;
		return overflown || (this.bytes > 0 && System.nanoTime() - this.lastWrite > this.sendTimeout.toNanos() / 2);
	}

	long lastWrite() {
		return this.lastWrite;
	}

	/** The socket takes what it did not take before. */
	synchronized void writable() {
		if (this.suspended) {
			this.suspended = false;
			this.writers.ready(this);
		}
	}

	/** The client did not take in time what was written. */
	void stalled() {
		synchronized (this) {
			end();
		}
		this.failure.slow();
	}

	/**
	 * Writes what is in line; called by one writer at a time.
	 * @return whether there is more to do: the writer then comes back after the others
	 */
	@Override
	public boolean drain() {
		long began = System.nanoTime();
		this.writingSince = began | 1;
		try {
			// what the socket did not take last time comes first
			if (this.transport.flush()) {
				int left = MAX_TURN;
				int taken;
				do {
					taken = write(left);
					left -= taken;
				}
				while (taken > 0 && left > 0 && this.transport.isFlushed());
			}
			if (!this.transport.isFlushed()) {
				suspend();
				return false;
			}
			if (this.since != 0) {
				this.writers.written(this.since);
				this.since = 0;
			}
		}
		catch (IOException | RuntimeException ex) {
			this.writingSince = 0;
			fail(System.nanoTime() - began);
			return false;
		}
		this.writingSince = 0;
		synchronized (this) {
			this.bytes -= this.underWay;
			this.underWay = 0;
			this.scheduled = !this.frames.isEmpty() || this.ping || this.pong != null
					|| (this.close != null && !this.closed);
			return this.scheduled;
		}
	}

	/**
	 * Writes once.
	 * @param max what it may take, in bytes
	 * @return what it took; 0 if nothing is left
	 */
	private int write(int max) throws IOException {
		Frame[] batch;
		int taken;
		boolean ping;
		byte[] pong;
		CloseStatus close = null;
		synchronized (this) {
			this.bytes -= this.underWay;
			batch = takeBatch(max);
			taken = this.frames.isEmpty() ? 0 : this.underWay;
			ping = this.ping;
			this.ping = false;
			pong = this.pong;
			this.pong = null;
			if (this.frames.isEmpty() && !this.closed) {
				close = this.close;
				this.closed = close != null;
			}
		}
		if (pong != null) {
			this.transport.pong(pong);
		}
		if (batch.length > 0) {
			this.transport.write(batch);
		}
		if (ping) {
			this.transport.ping();
		}
		this.lastWrite = System.nanoTime();
		if (close != null) {
			this.transport.close(close);
		}
		return taken;
	}

	private Frame[] takeBatch(int max) {
		int size = 0;
		int count = 0;
		for (Frame frame : this.frames) {
			// a frame larger than a turn gets one of its own
			boolean first = count == 0 && max == MAX_TURN;
			if (count == this.maxBatch || (!first && size + frame.length() > max)) {
				break;
			}
			size += frame.length();
			count++;
		}
		Frame[] batch = new Frame[count];
		for (int i = 0; i < count; i++) {
			batch[i] = this.frames.removeFirst();
			this.since = (this.since != 0) ? this.since : batch[i].since();
		}
		this.underWay = size;
		return batch;
	}

	/** Stays scheduled, so that no writer comes before the socket takes more. */
	private void suspend() {
		synchronized (this) {
			this.suspended = true;
		}
		this.transport.awaitWritable();
	}

	/** The socket takes nothing any more: too slow for one write, or gone. */
	private void fail(long nanos) {
		boolean overflown;
		synchronized (this) {
			// stays scheduled: no writer comes here again
			overflown = this.ended && this.close == null;
			end();
		}
		if (overflown || nanos > this.sendTimeout.toNanos() / 2) {
			this.failure.slow();
		}
		else {
			this.failure.broken();
		}
		this.transport.abort();
	}

	/** Told when this client cannot be written to. */
	interface Failure {

		/** It does not take what it is sent. */
		void slow();

		/** It is not there any more. */
		void broken();

	}

}
