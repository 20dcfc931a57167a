package dev.realtime.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

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

	/** What one write may take, in bytes: more would make a slow client look dead. */
	private static final int MAX_BATCH = 64 * 1024;

	private static final int MAX_BATCH_FRAMES = 256;

	private final Transport transport;

	private final Writers writers;

	private final Failure failure;

	private final int limit;

	private final Duration sendTimeout;

	private final ArrayDeque<Frame> frames = new ArrayDeque<>();

	/** Written under the lock, looked at without. */
	private volatile int bytes;

	private boolean ping;

	private @Nullable CloseStatus close;

	/** A writer is at work here, or will be. */
	private boolean scheduled;

	/** Nothing goes in any more. */
	private boolean ended;

	private volatile boolean writing;

	private volatile long lastWrite = System.nanoTime();

	Outbound(Transport transport, Writers writers, ConnectionProperties properties, Failure failure) {
		this.transport = transport;
		this.writers = writers;
		this.limit = (int) properties.sendBuffer().toBytes();
		this.sendTimeout = properties.sendTimeout();
		this.failure = failure;
	}

	/**
	 * Puts a frame in line.
	 * @param frame the frame
	 * @return whether frames pile up here because no writer came by yet, and not because
	 * the client is slow
	 */
	boolean offer(Frame frame) {
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
				schedule();
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
		this.bytes = 0;
	}

	private void schedule() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.writers.ready(this);
		}
	}

	/** Whether frames pile up here because no writer came by yet. */
	boolean isNeglected() {
		return this.bytes > this.limit / 2 && !this.writing;
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

	/**
	 * Writes what is in line; called by one writer at a time.
	 * @return whether there is more to do: the writer then comes back after the others
	 */
	@Override
	public boolean drain() {
		List<Frame> batch = new ArrayList<>();
		boolean ping;
		CloseStatus close = null;
		synchronized (this) {
			int size = 0;
			Frame next = this.frames.peekFirst();
			while (next != null && (batch.isEmpty() || size + next.length() <= MAX_BATCH)
					&& batch.size() < MAX_BATCH_FRAMES) {
				size += next.length();
				batch.add(this.frames.removeFirst());
				next = this.frames.peekFirst();
			}
			ping = this.ping;
			this.ping = false;
			if (next == null) {
				close = this.close;
			}
		}
		long began = System.nanoTime();
		try {
			this.writing = true;
			if (!batch.isEmpty()) {
				this.transport.write(batch);
			}
			if (ping) {
				this.transport.ping();
			}
			if (!batch.isEmpty() || ping) {
				this.lastWrite = System.nanoTime();
			}
			if (close != null) {
				this.transport.close(close);
			}
		}
		catch (IOException | RuntimeException ex) {
			fail(System.nanoTime() - began);
			return false;
		}
		finally {
			this.writing = false;
		}
		synchronized (this) {
			for (Frame frame : batch) {
				this.bytes -= frame.length();
			}
			this.bytes = Math.max(0, this.bytes);
			this.scheduled = !this.frames.isEmpty() || this.ping || (this.close != null && close == null);
			return this.scheduled;
		}
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
		try {
			this.transport.close(CloseCode.SLOW_CONSUMER.status());
		}
		catch (IOException | RuntimeException ex) {
			// the socket is beyond closing, which is what was wanted
		}
	}

	/** Told when this client cannot be written to. */
	interface Failure {

		/** It does not take what it is sent. */
		void slow();

		/** It is not there any more. */
		void broken();

	}

}
