package dev.realtime.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/** Carries out one {@link Attack} and compares what comes of it. */
final class Attacker implements AutoCloseable {

	private static final byte[] END = "\n\n\0".getBytes(StandardCharsets.UTF_8);

	private final Attack attack;

	private final Tokens tokens;

	private final int port;

	private final RawSocket socket;

	private int status;

	private boolean connected;

	/** Asks whether the connection lives instead of waiting for its end. */
	private final boolean hasty;

	Attacker(Attack attack, Tokens tokens, int port) throws IOException {
		this(attack, tokens, port, false);
	}

	private Attacker(Attack attack, Tokens tokens, int port, boolean hasty) throws IOException {
		this.attack = attack;
		this.tokens = tokens;
		this.port = port;
		this.hasty = hasty;
		this.socket = new RawSocket(port);
	}

	/**
	 * One that does not wait for what does not come, where the server answers all of a
	 * client in the order of its questions.
	 */
	static Attacker hasty(Attack attack, Tokens tokens, int port) throws IOException {
		return new Attacker(attack, tokens, port, true);
	}

	String received() {
		return this.socket.received();
	}

	void run() throws Exception {
		for (String step : this.attack.steps()) {
			try {
				step(Attack.fill(step, this.tokens, this.port));
			}
			catch (IOException ex) {
				// the server may have had enough before the last byte
				assertThat(this.attack.close()).as("the connection has to live on").isNotEqualTo("-");
			}
		}
		check();
	}

	private void step(String step) throws Exception {
		String kind = step.contains(" ") ? step.substring(0, step.indexOf(' ')) : step;
		String rest = step.contains(" ") ? step.substring(step.indexOf(' ') + 1) : "";
		switch (kind) {
			case "http" -> this.status = this.socket.http(new String(Attack.bytes(rest), StandardCharsets.ISO_8859_1));
			case "handshake" -> this.status = this.socket.handshake(this.port, "/realtime",
					new String(Attack.bytes(rest), StandardCharsets.ISO_8859_1));
			default -> {
				if (this.status == 0) {
					this.status = this.socket.handshake(this.port, "/realtime", "");
					assertThat(this.status).isEqualTo(101);
				}
				send(kind, rest);
			}
		}
	}

	private void send(String kind, String rest) throws Exception {
		switch (kind) {
			case "connect" -> connect(rest.isEmpty() ? "1.2" : rest);
			case "own" ->
				exchange("SUBSCRIBE\\nid:own\\ndestination:/user/queue/realtime\\nreceipt:own", "receipt-id:own");
			case "join" -> exchange("SUBSCRIBE\\nid:j\\ndestination:/topic/rooms" + rest, "realtime\\cjoin\\csuccess");
			case "f" -> this.socket.message(RawSocket.TEXT, frame(rest));
			case "fb" -> this.socket.message(RawSocket.BINARY, frame(rest));
			case "t" -> this.socket.message(RawSocket.TEXT, Attack.bytes(rest));
			case "b" -> this.socket.message(RawSocket.BINARY, Attack.bytes(rest));
			case "tcp" -> this.socket.tcp(Attack.bytes(rest));
			case "ws" -> this.socket.webSocketFrame(Integer.parseInt(rest.substring(0, 2), 16),
					Attack.bytes(rest.substring(Math.min(3, rest.length()))));
			case "drip" -> drip(Attack.bytes(rest));
			case "flood" -> flood(rest);
			default -> throw new IllegalArgumentException(kind);
		}
	}

	private void connect(String version) throws Exception {
		this.socket.message(RawSocket.TEXT,
				frame("CONNECT\\naccept-version:" + version + "\\ntoken:" + this.tokens.connection("eve")));
		assertThat(this.socket.await((text) -> text.contains("CONNECTED"), 10_000)).as(received()).isTrue();
		this.connected = true;
	}

	private void exchange(String frame, String answer) throws Exception {
		this.socket.message(RawSocket.TEXT, frame(frame));
		assertThat(this.socket.await((text) -> text.contains(answer), 10_000)).as(received()).isTrue();
	}

	private static byte[] frame(String text) {
		int body = text.indexOf(" << ");
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.writeBytes(Attack.bytes((body < 0) ? text : text.substring(0, body)));
		if (body < 0) {
			frame.writeBytes(END);
		}
		else {
			frame.writeBytes(new byte[] { '\n', '\n' });
			frame.writeBytes(Attack.bytes(text.substring(body + 4)));
			frame.write(0);
		}
		return frame.toByteArray();
	}

	private void drip(byte[] bytes) throws IOException {
		for (byte b : bytes) {
			this.socket.message(RawSocket.TEXT, new byte[] { b });
		}
	}

	private void flood(String rest) throws Exception {
		int times = Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
		String step = rest.substring(rest.indexOf(' ') + 1);
		for (int i = 0; i < times && !this.socket.isClosed(); i++) {
			step(step.replace("#", String.valueOf(i)));
		}
	}

	private void check() throws Exception {
		String code = this.attack.code();
		if (code.startsWith("http:")) {
			assertThat(String.valueOf(this.status)).as(received()).matches(code.substring(5).replace('x', '.'));
			assertThat(received()).doesNotContainIgnoringCase("Access-Control-Allow");
			return;
		}
		boolean stays = this.attack.close().equals("-");
		if (!stays) {
			assertThat(this.hasty && this.socket.answersPing()).as("lives on: %s", received()).isFalse();
			int closeCode = this.socket.closeCode(25_000);
			if (!this.attack.close().equals("*")) {
				assertThat(String.valueOf(closeCode)).as(received()).isEqualTo(this.attack.close());
			}
		}
		else if (this.connected) {
			// proves that all before it was handled, and that the connection is alive
			exchange("UNSUBSCRIBE\\nid:none\\nreceipt:settled", "receipt-id:settled");
			assertThat(received()).doesNotContain("ERROR\n");
		}
		String[] expected = code.split(":", 2);
		if (expected[0].equals("sees") && !this.hasty) {
			this.socket.await((text) -> text.contains(expected[1]), 5_000);
		}
		switch (expected[0]) {
			case "error" -> assertThat(received()).contains("ERROR\nmessage:" + expected[1] + '\n')
				.contains("{\"code\":\"" + expected[1] + "\",\"message\":");
			case "join" -> assertThat(received()).contains("event:realtime\\cjoin\\cerror")
				.contains("\"code\":\"" + expected[1] + '"')
				.doesNotContain("join\\csuccess");
			case "send" -> assertThat(received()).contains("event:realtime\\csend\\cerror")
				.contains("\"code\":\"" + expected[1] + '"');
			case "reply" ->
				assertThat(received()).contains("event:realtime\\creply").contains("\"code\":\"" + expected[1] + '"');
			case "sees" -> assertThat(received()).contains(expected[1]);
			case "quiet" -> assertThat(received()).doesNotContain("ERROR\n").doesNotContain("\\cerror");
			case "closed" -> assertThat(this.socket.isClosed()).isTrue();
			default -> throw new IllegalArgumentException(code);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
