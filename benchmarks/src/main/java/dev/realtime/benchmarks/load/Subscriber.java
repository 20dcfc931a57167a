package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/** One client: connects, joins its room and checks the numbers of the events it gets. */
final class Subscriber {

	private static final byte[] NOTHING = {};

	/** Whatever Socket.IO says is shorter than any event. */
	private static final int MAX_GREETING = 250;

	final int room;

	private final int number;

	private final Clients clients;

	private final Wire wire;

	private final Framing framing;

	private final SocketChannel channel;

	private final SelectionKey key;

	private byte[] rest = NOTHING;

	private boolean upgraded;

	private boolean joined;

	private boolean proved;

	private boolean dead;

	private boolean reads = true;

	private @Nullable Inflater inflater;

	/** Events of the current run. */
	long received;

	long next;

	long outOfOrder;

	Subscriber(Clients clients, int number, int room, Wire wire, Framing framing, int port, Selector selector)
			throws IOException {
		this.clients = clients;
		this.number = number;
		this.room = room;
		this.wire = wire;
		this.framing = framing;
		this.channel = SocketChannel.open();
		this.channel.configureBlocking(false);
		this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		// spread over addresses: there are more clients than an address has free ports
		this.channel.bind(new InetSocketAddress("127.0.1." + (1 + number % 200), 0));
		this.channel.connect(new InetSocketAddress("127.0.0.1", port));
		this.key = this.channel.register(selector, SelectionKey.OP_CONNECT, this);
	}

	void connected() throws IOException {
		this.channel.finishConnect();
		this.key.interestOps(SelectionKey.OP_READ);
		String protocols = this.wire.isStomp() ? "Sec-WebSocket-Protocol: v12.stomp\r\n" : "";
		String deflate = (this.framing == Framing.DEFLATE)
				? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "";
		write(("GET " + this.wire.path(this.room) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
				+ "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + protocols + deflate + "\r\n")
			.getBytes(StandardCharsets.ISO_8859_1));
	}

	private void write(byte[] bytes) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		while (buffer.hasRemaining()) {
			this.channel.write(buffer);
		}
	}

	/** Sends a message; masked with zeros, which changes nothing. */
	private void send(int opcode, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) (0x80 | opcode));
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		frame.putInt(0).put(payload);
		write(Arrays.copyOf(frame.array(), frame.position()));
	}

	private void say(String text) throws IOException {
		if (!text.isEmpty()) {
			send(1, text.getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * Reads what there is.
	 * @param buffer for all clients to use in turn
	 */
	void read(ByteBuffer buffer) {
		try {
			buffer.clear().limit(buffer.capacity() - 8);
			buffer.put(this.rest);
			int count = this.channel.read(buffer);
			if (count < 0) {
				die();
				return;
			}
			buffer.flip();
			int consumed = consume(buffer.array(), buffer.limit());
			this.rest = (consumed == buffer.limit()) ? NOTHING
					: Arrays.copyOfRange(buffer.array(), consumed, buffer.limit());
		}
		catch (IOException ex) {
			die();
		}
	}

	private int consume(byte[] bytes, int limit) throws IOException {
		int at = 0;
		if (!this.upgraded) {
			at = upgrade(bytes, limit);
			if (at == 0) {
				return 0;
			}
		}
		while (limit - at >= 2) {
			int length = bytes[at + 1] & 0x7f;
			int header = (length < 126) ? 2 : (length == 126) ? 4 : 10;
			if (limit - at < header) {
				break;
			}
			if (length == 126) {
				length = (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
			}
			else if (length == 127) {
				length = ByteBuffer.wrap(bytes, at + 6, 4).getInt();
			}
			if (limit - at < header + length) {
				break;
			}
			frame(bytes, bytes[at], at + header, at + header + length);
			at += header + length;
		}
		return at;
	}

	private int upgrade(byte[] bytes, int limit) throws IOException {
		String head = new String(bytes, 0, limit, StandardCharsets.ISO_8859_1);
		int end = head.indexOf("\r\n\r\n");
		if (end < 0) {
			return 0;
		}
		if (!head.startsWith("HTTP/1.1 101")) {
			throw new IOException(head);
		}
		this.upgraded = true;
		say(this.wire.hello(this.number).replace("accept-version", this.framing.header() + "accept-version"));
		if (this.wire == Wire.RAW) {
			joined();
		}
		return end + 4;
	}

	private void frame(byte[] bytes, byte head, int from, int to) throws IOException {
		switch (head & 0x0f) {
			case 0, 1, 2 -> {
				if ((head & 0x40) != 0) {
					inflate(bytes, from, to);
				}
				else {
					message(bytes, from, to);
				}
			}
			case 8 -> die();
			case 9 -> send(10, Arrays.copyOfRange(bytes, from, to));
			default -> {
			}
		}
	}

	private void inflate(byte[] bytes, int from, int to) throws IOException {
		Inflater inflater = (this.inflater != null) ? this.inflater : new Inflater(true);
		this.inflater = inflater;
		byte[] end = { 0, 0, (byte) 0xff, (byte) 0xff };
		try {
			byte[] message = this.clients.inflated;
			inflater.setInput(bytes, from, to - from);
			int length = inflater.inflate(message, 0, message.length - 8);
			inflater.setInput(end);
			length += inflater.inflate(message, length, message.length - 8 - length);
			message(message, 0, length);
		}
		catch (DataFormatException ex) {
			throw new IOException(ex);
		}
	}

	private void message(byte[] bytes, int from, int to) throws IOException {
		boolean event = (this.wire == Wire.SOCKET_IO) ? to - from > MAX_GREETING : this.joined;
		if (event) {
			this.clients.events.take(bytes, from, to, this);
			return;
		}
		String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
		if (this.wire.isStomp()) {
			stomp(text);
		}
		else {
			socketIo(text);
		}
	}

	private void stomp(String text) throws IOException {
		if (text.startsWith("CONNECTED")) {
			say(this.wire.join(this.room));
			if (!this.clients.confirmsJoin()) {
				joined();
			}
		}
		else if (text.contains("event:realtime\\cjoin\\csuccess")) {
			joined();
		}
		else if (text.startsWith("ERROR")) {
			throw new IOException(text);
		}
	}

	private void socketIo(String text) throws IOException {
		if (text.startsWith("0")) {
			say(this.wire.join(this.room));
		}
		else if (text.startsWith("40")) {
			joined();
		}
		else if (text.equals("2")) {
			say("3");
		}
	}

	private void joined() {
		this.joined = true;
		this.clients.joined();
	}

	/**
	 * Takes an event.
	 * @param seq its number; negative for a probe
	 * @param ns when it was published
	 */
	void event(long seq, long ns) {
		if (seq < 0) {
			if (!this.proved) {
				this.proved = true;
				this.clients.proved();
			}
			return;
		}
		if (seq != this.next) {
			this.outOfOrder++;
		}
		this.next = seq + 1;
		this.received++;
		this.clients.received(ns);
	}

	void begin() {
		this.received = 0;
		this.next = 0;
		this.outOfOrder = 0;
	}

	void stall() {
		this.reads = false;
		this.key.interestOps(0);
	}

	void resume() {
		this.key.interestOps(SelectionKey.OP_READ);
	}

	boolean reads() {
		return this.reads;
	}

	boolean isDead() {
		return this.dead;
	}

	private void die() {
		if (!this.dead) {
			this.dead = true;
			this.clients.died();
			close();
		}
	}

	void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		if (this.inflater != null) {
			this.inflater.end();
		}
	}

	/** What a client offers beyond plain text messages. */
	enum Framing {

		/** Plain text messages. */
		TEXT(""),
		/** Binary messages that may hold several frames. */
		BINARY("accept-framing:batch,binary\n"),
		/** Plain text messages, compressed if the server wants. */
		DEFLATE("");

		private final String header;

		Framing(String header) {
			this.header = header;
		}

		String header() {
			return this.header;
		}

	}

}
