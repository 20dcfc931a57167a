package dev.realtime;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that shakes hands, joins a room and then reads nothing any more, as a phone in
 * a tunnel. Its socket is open, and takes little.
 */
final class DeafClient implements AutoCloseable {

	private final Socket socket = new Socket();

	private final DataInputStream in;

	DeafClient(int port, String token) {
		try {
			this.socket.setReceiveBufferSize(4096);
			this.socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
			this.socket.setSoTimeout(10_000);
			this.socket.getOutputStream()
				.write(("GET /realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
						+ "Sec-WebSocket-Protocol: v12.stomp\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			this.in = new DataInputStream(this.socket.getInputStream());
			String line = line();
			assertThat(line).contains("101");
			while (!line.isEmpty()) {
				line = line();
			}
			send("CONNECT\naccept-version:1.2\ntoken:" + token + "\n\n\0");
			assertThat(message()).startsWith("CONNECTED");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Joins, hears so, and then nothing any more. */
	DeafClient join(String room) {
		send("SUBSCRIBE\nid:1\ndestination:/topic/rooms" + room + "\n\n\0");
		String outcome = message();
		while (outcome.isBlank()) {
			outcome = message();
		}
		assertThat(outcome).contains("realtime\\cjoin\\csuccess");
		return this;
	}

	/** Reads a little. */
	void drip(int bytes) {
		try {
			this.in.readNBytes(Math.min(bytes, this.in.available()));
		}
		catch (IOException ex) {
			// cut meanwhile, which is what is waited for
			return;
		}
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = this.in.read();
		while (next != '\n' && next >= 0) {
			line.write(next);
			next = this.in.read();
		}
		return line.toString(StandardCharsets.US_ASCII).trim();
	}

	private void send(String text) {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(0x81);
		if (payload.length < 126) {
			frame.write(0x80 | payload.length);
		}
		else {
			frame.write(0x80 | 126);
			frame.write(payload.length >> 8);
			frame.write(payload.length);
		}
		// masked with zeros
		frame.writeBytes(new byte[4]);
		frame.writeBytes(payload);
		try {
			this.socket.getOutputStream().write(frame.toByteArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The next message; a ping is none. */
	private String message() {
		try {
			while (true) {
				int opcode = this.in.readUnsignedByte() & 15;
				int length = this.in.readUnsignedByte();
				if (length == 126) {
					length = this.in.readUnsignedShort();
				}
				byte[] payload = this.in.readNBytes(length);
				if (opcode == 1) {
					return new String(payload, StandardCharsets.UTF_8);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
