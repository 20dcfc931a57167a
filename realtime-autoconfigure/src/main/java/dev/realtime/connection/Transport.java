package dev.realtime.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import dev.realtime.protocol.Frame;

/**
 * Writes to the socket, in the framing the client can take: one text message a frame by
 * default, and several frames in one message, text or binary, for a client that said so.
 * <p>
 * Not thread-safe: only the connection's writer of the moment uses it.
 */
class Transport {

	private final WebSocketSession session;

	private boolean binary;

	private boolean batch;

	Transport(WebSocketSession session) {
		this.session = session;
	}

	/**
	 * Notes what the client said it can take.
	 * @param framing the value of the {@code accept-framing} header
	 */
	void accept(String framing) {
		List<String> accepted = Arrays.stream(framing.split(",", 8)).map(String::trim).toList();
		this.batch = accepted.contains("batch");
		this.binary = accepted.contains("binary");
	}

	void write(List<Frame> frames) throws IOException {
		if (this.batch && frames.size() > 1) {
			Frame whole = concatenate(frames);
			send(whole);
			return;
		}
		for (Frame frame : frames) {
			send(frame);
		}
	}

	private void send(Frame frame) throws IOException {
		if (this.binary) {
			this.session.sendMessage(new BinaryMessage(ByteBuffer.wrap(frame.bytes())));
		}
		else {
			this.session.sendMessage(new TextMessage(frame.text()));
		}
	}

	private static Frame concatenate(List<Frame> frames) {
		int length = 0;
		for (Frame frame : frames) {
			length += frame.length();
		}
		ByteBuffer whole = ByteBuffer.allocate(length);
		for (Frame frame : frames) {
			whole.put(frame.bytes());
		}
		return Frame.ofEncoded(whole.array());
	}

	void ping() throws IOException {
		this.session.sendMessage(new PingMessage());
	}

	void close(CloseStatus status) throws IOException {
		this.session.close(status);
	}

}
