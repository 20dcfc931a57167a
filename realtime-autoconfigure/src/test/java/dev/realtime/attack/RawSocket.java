package dev.realtime.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A client with no manners: plain TCP, any bytes. Client libraries refuse to send what
 * breaks the protocol, and that is what has to be sent here.
 */
final class RawSocket implements AutoCloseable {

	static final int TEXT = 0x1;

	static final int BINARY = 0x2;

	private static final byte[] PING = "still here?".getBytes(StandardCharsets.UTF_8);

	private final Socket socket;

	private final OutputStream out;

	private final StringBuilder received = new StringBuilder();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final CompletableFuture<Void> answered = new CompletableFuture<>();

	RawSocket(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setTcpNoDelay(true);
		this.out = this.socket.getOutputStream();
	}

	/** Sends a request and returns the status of the answer. */
	int http(String request) throws IOException {
		tcp(request.getBytes(StandardCharsets.ISO_8859_1));
		DataInputStream in = new DataInputStream(this.socket.getInputStream());
		this.socket.setSoTimeout(10_000);
		String head = head(in);
		this.socket.setSoTimeout(0);
		int status = head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : -1;
		if (status == 101) {
			Thread reader = new Thread(() -> read(in), "attacker");
			reader.setDaemon(true);
			reader.start();
		}
		else {
			note(head);
			note(new String(in.readNBytes(Math.max(0, in.available())), StandardCharsets.UTF_8));
		}
		return status;
	}

	int handshake(int port, String path, String more) throws IOException {
		return http("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
				+ "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v12.stomp\r\n" + more + "\r\n");
	}

	private static String head(DataInputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		int b = in.read();
		while (b >= 0) {
			head.write(b);
			if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				break;
			}
			b = in.read();
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	private void read(DataInputStream in) {
		try {
			while (true) {
				int opcode = in.readUnsignedByte() & 0xf;
				long length = in.readUnsignedByte() & 0x7f;
				length = (length == 126) ? in.readUnsignedShort() : (length == 127) ? in.readLong() : length;
				byte[] payload = in.readNBytes((int) length);
				if (payload.length < length) {
					throw new EOFException();
				}
				if (opcode == 0x8) {
					this.closed.complete((payload.length > 1) ? ByteBuffer.wrap(payload).getShort() & 0xffff : 1005);
					note("");
				}
				else if (opcode == 0x9) {
					message(0xa, payload);
				}
				else if (opcode == 0xa && Arrays.equals(payload, PING)) {
					this.answered.complete(null);
				}
				else if (opcode < 0x8) {
					note(new String(payload, StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			this.closed.complete(1006);
			note("");
		}
	}

	private void note(String text) {
		synchronized (this.received) {
			this.received.append(text);
			this.received.notifyAll();
		}
	}

	/** All that came, frames and all. */
	String received() {
		synchronized (this.received) {
			return this.received.toString();
		}
	}

	/** Waits until what came satisfies the condition, or the socket is closed. */
	boolean await(Predicate<String> condition, long millis) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		synchronized (this.received) {
			while (!condition.test(this.received.toString())) {
				long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
				if (left <= 0 || this.closed.isDone()) {
					return condition.test(this.received.toString());
				}
				this.received.wait(left);
			}
			return true;
		}
	}

	int closeCode(long millis) throws Exception {
		return this.closed.get(millis, TimeUnit.MILLISECONDS);
	}

	boolean isClosed() {
		return this.closed.isDone();
	}

	/** Whether the server answers, and has not closed before. */
	boolean answersPing() throws Exception {
		try {
			webSocketFrame(0x89, PING);
		}
		catch (IOException ex) {
			return false;
		}
		CompletableFuture.anyOf(this.closed, this.answered).get(25, TimeUnit.SECONDS);
		return this.answered.isDone();
	}

	void tcp(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	void message(int opcode, byte[] payload) throws IOException {
		webSocketFrame(0x80 | opcode, payload);
	}

	/** One WebSocket frame with any first byte, masked. */
	synchronized void webSocketFrame(int firstByte, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
		frame.put((byte) firstByte);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length < 0x10000) {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		frame.putInt(0).put(payload);
		this.out.write(frame.array(), 0, frame.position());
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
