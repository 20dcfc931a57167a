package dev.realtime.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

import dev.realtime.protocol.Frame;

/**
 * Writes WebSocket frames as they are to a socket that nobody else writes to. Never
 * blocks where the socket does not: what it does not take is kept until it does.
 */
final class DirectTransport implements Transport {

	private static final int CAPACITY = 80 * 1024;

	private static final int FINAL = 0x80;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int MAX_REASON = 123;

	/** Outside of the heap, since the socket would copy it there anyway. */
	private static final ThreadLocal<ByteBuffer> buffers = ThreadLocal
		.withInitial(() -> ByteBuffer.allocateDirect(CAPACITY));

	/** Says that a message is compressed. */
	private static final int DEFLATED = 0x40;

	private final Socket socket;

	private final boolean compressed;

	private Framing framing = Framing.PLAIN;

	private @Nullable ByteBuffer rest;

	/**
	 * Writes to a socket.
	 * @param socket where to
	 * @param compressed whether the client agreed on permessage-deflate
	 */
	DirectTransport(Socket socket, boolean compressed) {
		this.socket = socket;
		this.compressed = compressed;
	}

	@Override
	public void use(Framing framing) {
		this.framing = framing;
	}

	@Override
	public void write(Frame... frames) throws IOException {
		int length = 0;
		for (Frame frame : frames) {
			length += frame.length() + 10;
		}
		ByteBuffer buffer = buffer(length);
		if (this.framing.batch() && frames.length > 1 && !this.compressed) {
			header(buffer, this.framing.binary() ? BINARY : TEXT, length - 10 * frames.length);
			for (Frame frame : frames) {
				buffer.put(frame.bytes());
			}
		}
		else {
			for (Frame frame : frames) {
				put(buffer, frame);
			}
		}
		write(buffer.flip());
	}

	private void put(ByteBuffer buffer, Frame frame) {
		int opcode = this.framing.binary() ? BINARY : TEXT;
		byte[] deflated = this.compressed ? frame.deflated() : null;
		if (deflated != null) {
			header(buffer, DEFLATED | opcode, deflated.length);
			buffer.put(deflated);
		}
		else {
			header(buffer, opcode, frame.length());
			buffer.put(frame.bytes());
		}
	}

	private static ByteBuffer buffer(int length) {
		return (length <= CAPACITY) ? buffers.get().clear() : ByteBuffer.allocate(length);
	}

	private static void header(ByteBuffer buffer, int opcode, int length) {
		buffer.put((byte) (FINAL | opcode));
		if (length < 126) {
			buffer.put((byte) length);
		}
		else if (length < 0x10000) {
			buffer.put((byte) 126).putShort((short) length);
		}
		else {
			buffer.put((byte) 127).putLong(length);
		}
	}

	private void write(ByteBuffer buffer) throws IOException {
		ByteBuffer rest = this.rest;
		if (rest != null) {
			// an answer or a close frame behind a write the socket did not take whole
			this.rest = ByteBuffer.allocate(rest.remaining() + buffer.remaining()).put(rest).put(buffer).flip();
		}
		else if (!this.socket.write(buffer)) {
			this.rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
		}
	}

	@Override
	public boolean flush() throws IOException {
		if (this.rest != null && this.socket.write(this.rest)) {
			this.rest = null;
		}
		return isFlushed();
	}

	@Override
	public boolean isBlocking() {
		return this.socket.isBlocking();
	}

	@Override
	public boolean isFlushed() {
		return this.rest == null;
	}

	@Override
	public void awaitWritable() {
		this.socket.awaitWritable();
	}

	@Override
	public void ping() throws IOException {
		control(PING, new byte[0]);
	}

	@Override
	public void pong(byte[] payload) throws IOException {
		control(PONG, payload);
	}

	private void control(int opcode, byte[] payload) throws IOException {
		ByteBuffer buffer = buffer(payload.length + 2);
		header(buffer, opcode, payload.length);
		write(buffer.put(payload).flip());
	}

	@Override
	public void close(CloseStatus status) throws IOException {
		byte[] reason = reason(status);
		ByteBuffer payload = ByteBuffer.allocate(2 + reason.length);
		control(CLOSE, payload.putShort((short) status.getCode()).put(reason).array());
		this.socket.closing(isFlushed());
	}

	private static byte[] reason(CloseStatus status) {
		String reason = status.getReason();
		byte[] bytes = (reason != null) ? reason.getBytes(StandardCharsets.UTF_8) : new byte[0];
		return (bytes.length <= MAX_REASON) ? bytes : new byte[0];
	}

	@Override
	public void abort() {
		this.socket.abort();
	}

	/** Where bytes go. */
	interface Socket {

		/**
		 * Writes what it takes.
		 * @param buffer what to write
		 * @return whether it took all
		 */
		boolean write(ByteBuffer buffer) throws IOException;

		/** Whether a write may wait for the client. */
		boolean isBlocking();

		/** Has {@link Outbound#writable()} called once it takes more. */
		void awaitWritable();

		/**
		 * The close frame was written and the client has to answer.
		 * @param written whether the socket took all of it already
		 */
		void closing(boolean written);

		/** Drops the connection at once. */
		void abort();

	}

}
