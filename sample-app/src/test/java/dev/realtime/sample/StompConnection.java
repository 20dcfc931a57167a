package dev.realtime.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client on a bare WebSocket: what it sends and reads are STOMP frames as they are on
 * the wire. What arrived and nobody waited for yet is kept.
 */
final class StompConnection implements WebSocket.Listener, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final JsonMapper json = new JsonMapper();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition arrived = this.lock.newCondition();

	private final List<Frame> frames = new ArrayList<>();

	private final StringBuilder partial = new StringBuilder();

	private final WebSocket socket;

	private int lastId;

	private StompConnection(HttpClient http, URI uri) {
		this.socket = http.newWebSocketBuilder().subprotocols("v12.stomp").buildAsync(uri, this).join();
	}

	/** Connects as the user of a token; the own queue is subscribed. */
	static StompConnection open(HttpClient http, int port, String token) throws InterruptedException {
		StompConnection connection = new StompConnection(http, URI.create("ws://localhost:" + port + "/realtime"));
		connection.send("CONNECT",
				Map.of("accept-version", "1.2", "host", "localhost", "Authorization", "Bearer " + token), "");
		connection.await((frame) -> frame.command().equals("CONNECTED"));
		connection.send("SUBSCRIBE", Map.of("id", "own", "destination", "/user/queue/realtime"), "");
		return connection;
	}

	/** Joins a room and returns its outcome. */
	Frame join(String room, Map<String, String> headers) throws InterruptedException {
		Map<String, String> all = new LinkedHashMap<>(headers);
		String id = "s" + ++this.lastId;
		all.put("id", id);
		all.put("destination", "/topic/rooms" + room);
		send("SUBSCRIBE", all, "");
		return await((frame) -> id.equals(frame.header("subscription")) && frame.event().startsWith("realtime:join:"));
	}

	void send(String command, Map<String, String> headers, String body) {
		StringBuilder text = new StringBuilder(command).append('\n');
		headers.forEach((name, value) -> text.append(name)
			.append(':')
			.append(value.replace("\\", "\\\\").replace(":", "\\c"))
			.append('\n'));
		this.socket.sendText(text.append('\n').append(body).append('\0'), true).join();
	}

	/** Waits for an event, the first of its name that nobody waited for yet. */
	Frame event(String name) throws InterruptedException {
		return await((frame) -> frame.event().equals(name));
	}

	Frame await(Predicate<Frame> condition) throws InterruptedException {
		long nanos = PATIENCE.toNanos();
		this.lock.lock();
		try {
			while (true) {
				for (Frame frame : this.frames) {
					if (condition.test(frame)) {
						this.frames.remove(frame);
						return frame;
					}
				}
				if (nanos <= 0) {
					throw new AssertionError("Nothing of that kind arrived, only " + this.frames);
				}
				nanos = this.arrived.awaitNanos(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The events that arrived up to now: the server has answered what was sent before.
	 */
	List<String> pendingEvents() throws InterruptedException {
		String receipt = "r" + ++this.lastId;
		send("UNSUBSCRIBE", Map.of("id", receipt, "receipt", receipt), "");
		await((frame) -> receipt.equals(frame.header("receipt-id")));
		this.lock.lock();
		try {
			return this.frames.stream().map(Frame::event).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			String text = this.partial.toString();
			this.partial.setLength(0);
			if (!text.isBlank()) {
				arrived(Frame.parse(text));
			}
		}
		webSocket.request(1);
		return null;
	}

	private void arrived(Frame frame) {
		this.lock.lock();
		try {
			this.frames.add(frame);
			this.arrived.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(5, TimeUnit.SECONDS).join();
		this.socket.abort();
	}

	/** A frame from the server. */
	record Frame(String command, Map<String, String> headers, String body) {

		static Frame parse(String text) {
			int end = text.indexOf("\n\n");
			String[] lines = text.substring(0, end).strip().split("\n");
			Map<String, String> headers = new LinkedHashMap<>();
			for (int i = 1; i < lines.length; i++) {
				String[] header = lines[i].split(":", 2);
				headers.putIfAbsent(header[0],
						header[1].replace("\\c", ":").replace("\\n", "\n").replace("\\\\", "\\"));
			}
			return new Frame(lines[0], headers, text.substring(end + 2).replace("\0", "").strip());
		}

		String header(String name) {
			return this.headers.get(name);
		}

		String event() {
			return this.headers.getOrDefault("event", "");
		}

		JsonNode json() {
			return json.readTree(this.body);
		}

	}

}
