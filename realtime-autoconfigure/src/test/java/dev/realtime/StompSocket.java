package dev.realtime;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A raw STOMP client on a real socket: it sends what it is told, well-formed or not, and
 * shows what comes back frame by frame.
 */
public final class StompSocket implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient client = HttpClient.newHttpClient();

	private static final JsonMapper json = new JsonMapper();

	private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

	private final List<Frame> put = new ArrayList<>();

	private volatile String closeReason = "";

	private WebSocket socket;

	public static StompSocket open(int port) {
		return open(port, "/realtime");
	}

	public static StompSocket open(int port, String path) {
		StompSocket stomp = new StompSocket();
		stomp.socket = client.newWebSocketBuilder()
			.subprotocols("v12.stomp")
			.connectTimeout(Duration.ofSeconds(10))
			.buildAsync(URI.create("ws://127.0.0.1:" + port + path), stomp)
			.join();
		return stomp;
	}

	/** Opens a socket and logs in. */
	public static StompSocket connect(int port, String token, String... headers) {
		StompSocket stomp = open(port);
		stomp.send("CONNECT", "",
				with(headers, "accept-version", "1.2", "host", "localhost", "Authorization", "Bearer " + token));
		assertThat(stomp.next().command()).isEqualTo("CONNECTED");
		return stomp;
	}

	private static String[] with(String[] more, String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	public void send(String command, String body, String... headers) {
		StringBuilder frame = new StringBuilder(command).append('\n');
		for (int i = 0; i < headers.length; i += 2) {
			frame.append(headers[i]).append(':').append(headers[i + 1]).append('\n');
		}
		raw(frame.append('\n').append(body).append('\0').toString());
	}

	public void raw(String text) {
		this.socket.sendText(text, true).join();
	}

	/** Joins a room and returns the outcome's body. */
	public Frame join(String id, String room, String... headers) {
		send("SUBSCRIBE", "", with(headers, "id", id, "destination", "/topic/rooms" + room));
		return next((frame) -> id.equals(frame.header("subscription"))
				&& frame.header("event", "").startsWith("realtime:join:"));
	}

	/** Opens the own queue. */
	public void listen(String id) {
		send("SUBSCRIBE", "", "id", id, "destination", "/user/queue/realtime", "receipt", "own-" + id);
		next((frame) -> ("own-" + id).equals(frame.header("receipt-id")));
	}

	/** The next frame, in the order of their coming. */
	public Frame next() {
		return next((frame) -> true);
	}

	/** The next frame of that kind; others before it are kept. */
	public Frame next(Predicate<Frame> wanted) {
		for (int i = 0; i < this.put.size(); i++) {
			if (wanted.test(this.put.get(i))) {
				return this.put.remove(i);
			}
		}
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		try {
			while (true) {
				Frame frame = this.frames.poll(100, TimeUnit.MILLISECONDS);
				if (frame == null) {
					boolean over = System.nanoTime() - end > 0 || (isClosed() && this.frames.isEmpty());
					assertThat(over).as("no frame; there were only %s, and it ended with %s", this.put, end())
						.isFalse();
					continue;
				}
				if (wanted.test(frame)) {
					return frame;
				}
				this.put.add(frame);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public Frame nextEvent(String event) {
		return next((frame) -> event.equals(frame.header("event")));
	}

	/** All that came so far and was not taken. */
	public List<Frame> rest() {
		this.frames.drainTo(this.put);
		List<Frame> rest = new ArrayList<>(this.put);
		this.put.clear();
		return rest;
	}

	/**
	 * Proves that the server handled all that was sent: everything sent before is
	 * through.
	 */
	public List<Frame> settle() {
		String receipt = "settle-" + System.nanoTime();
		send("UNSUBSCRIBE", "", "id", "nothing", "receipt", receipt);
		next((frame) -> receipt.equals(frame.header("receipt-id")));
		return rest();
	}

	private String end() {
		return this.closed.isDone() ? this.closed.join() + " " + this.closeReason : "nothing yet";
	}

	public int closeCode() {
		try {
			return this.closed.get(40, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("The socket was not closed", ex);
		}
	}

	public String closeReason() {
		return this.closeReason;
	}

	public boolean isClosed() {
		return this.closed.isDone();
	}

	public WebSocket socket() {
		return this.socket;
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			String whole = this.text.toString();
			this.text.setLength(0);
			accept(whole);
		}
		return WebSocket.Listener.super.onText(webSocket, data, last);
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.binary.writeBytes(bytes);
		if (last) {
			String whole = this.binary.toString(StandardCharsets.UTF_8);
			this.binary.reset();
			accept(whole);
		}
		return WebSocket.Listener.super.onBinary(webSocket, data, last);
	}

	private void accept(String message) {
		for (String frame : message.split("\0", -1)) {
			String content = frame.replaceFirst("^\n+", "");
			if (!content.isEmpty()) {
				this.frames.add(Frame.parse(content));
			}
		}
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closeReason = reason;
		this.closed.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closeReason = error.toString();
		this.closed.complete(1006);
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	/** A frame of the server. */
	public record Frame(String command, Map<String, String> headers, String body) {

		static Frame parse(String text) {
			int split = text.indexOf("\n\n");
			String[] lines = text.substring(0, split).split("\n");
			Map<String, String> headers = new LinkedHashMap<>();
			for (int i = 1; i < lines.length; i++) {
				int colon = lines[i].indexOf(':');
				headers.put(unescape(lines[i].substring(0, colon)), unescape(lines[i].substring(colon + 1)));
			}
			return new Frame(lines[0], headers, text.substring(split + 2));
		}

		private static String unescape(String text) {
			return text.replace("\\c", ":").replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\");
		}

		public String header(String name) {
			return this.headers.get(name);
		}

		public String header(String name, String otherwise) {
			return this.headers.getOrDefault(name, otherwise);
		}

		public String event() {
			return header("event");
		}

		public JsonNode json() {
			return json.readTree(this.body);
		}

		public String text(String name) {
			JsonNode value = json().get(name);
			return (value != null) ? value.asString() : null;
		}

	}

}
