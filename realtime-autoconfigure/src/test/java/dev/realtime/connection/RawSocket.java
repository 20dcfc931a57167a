package dev.realtime.connection;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket byte by byte: sends what no client library would. */
final class RawSocket implements Closeable {

	private static final String BROWSER = "permessage-deflate; client_max_window_bits";

	private final Socket socket;

	private final DataInputStream in;

	private final String handshake;

	private RawSocket(Socket socket, String extensions) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(this.socket.getInputStream());
		// as a browser asks
		write(("GET /realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
				+ "Sec-WebSocket-Protocol: v12.stomp\r\n" + "Sec-WebSocket-Extensions: " + extensions + "\r\n\r\n")
			.getBytes(StandardCharsets.ISO_8859_1));
		this.handshake = head();
	}

	static RawSocket open(int port) throws IOException {
		return open(socket(port, 0));
	}

	static RawSocket open(Socket socket) throws IOException {
		return new RawSocket(socket, BROWSER);
	}

	/** One that offers extensions no browser does. */
	static RawSocket offering(Socket socket, String extensions) throws IOException {
		return new RawSocket(socket, extensions);
	}

	static RawSocket connect(int port, String token, String... headers) throws IOException {
		return connect(socket(port, 0), token, headers);
	}

	static RawSocket connect(Socket socket, String token, String... headers) throws IOException {
		RawSocket raw = open(socket);
		raw.connect(token, headers);
		return raw;
	}

	/**
	 * A socket of this machine.
	 * @param port where to
	 * @param receiveBuffer in bytes; 0 for the usual
	 */
	static Socket socket(int port, int receiveBuffer) throws IOException {
		Socket socket = new Socket();
		if (receiveBuffer > 0) {
			socket.setReceiveBufferSize(receiveBuffer);
		}
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		socket.setSoTimeout(20_000);
		socket.setTcpNoDelay(true);
		return socket;
	}

	void connect(String token, String... headers) throws IOException {
		stomp("CONNECT\naccept-version:1.2\nhost:x\n" + String.join("\n", headers) + (headers.length > 0 ? "\n" : "")
				+ "token:" + token + "\n\n\0");
		read();
	}

	private String head() throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			head.write(this.in.readByte());
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	String handshake() {
		return this.handshake;
	}

	void stomp(String text) throws IOException {
		send(0x81, text.getBytes(StandardCharsets.UTF_8));
	}

	/** Sends a frame whose first byte is the given one. */
	void send(int first, byte[] payload) throws IOException {
		write(frame(first, payload));
	}

	static byte[] frame(int first, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		byte[] mask = { 1, 2, 3, 4 };
		frame.put(mask);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ mask[i % 4]));
		}
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

	void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/** The next frame. */
	Frame read() throws IOException {
		int first = this.in.readUnsignedByte();
		long length = this.in.readUnsignedByte();
		if (length == 126) {
			length = this.in.readUnsignedShort();
		}
		else if (length == 127) {
			length = this.in.readLong();
		}
		byte[] payload = new byte[(int) length];
		this.in.readFully(payload);
		return new Frame(first, payload);
	}

	/** The next frame that is no ping. */
	Frame next() throws IOException {
		Frame frame = read();
		while (frame.first() == 0x89) {
			frame = read();
		}
		return frame;
	}

	/** Whether the server ended the connection after what it sent. */
	boolean isEnded() throws IOException {
		return this.in.read() < 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/** A frame of the server. */
	record Frame(int first, byte[] payload) {

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		int closeCode() {
			return ByteBuffer.wrap(this.payload).getShort() & 0xffff;
		}

	}

}
