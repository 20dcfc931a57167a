package dev.realtime.test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;

/**
 * A client in the application's own process. Each method that waits does so for
 * {@link #PATIENCE} at most and then fails with what came instead.
 * <p>
 * Not thread-safe: a test uses a client from one thread.
 *
 * @since 0.1
 * @see RealtimeClients
 */
public final class RealtimeClient implements AutoCloseable {

	/** How long the client waits for what must come. */
	public static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final JsonMapper json = new JsonMapper();

	private final BlockingQueue<Message<byte[]>> frames = new LinkedBlockingQueue<>();

	private final List<Message<byte[]>> waiting = new ArrayList<>();

	private final Map<String, String> rooms = new HashMap<>();

	private final WebSocketHandler endpoint;

	private final InProcessSession session;

	private volatile @Nullable CloseStatus closed;

	private int count;

	RealtimeClient(WebSocketHandler endpoint) {
		this.endpoint = endpoint;
		this.session = new InProcessSession(endpoint, this::receive, (status) -> this.closed = status);
	}

	private void receive(String text) {
		this.frames.addAll(new StompDecoder().decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
	}

	void connect(String token) {
		guarded(() -> this.endpoint.afterConnectionEstablished(this.session));
		send(StompCommand.CONNECT, "", "accept-version", "1.2", "Authorization", "Bearer " + token);
		StompHeaderAccessor answer = StompHeaderAccessor.wrap(next("CONNECTED", (frame) -> true));
		if (answer.getCommand() != StompCommand.CONNECTED) {
			throw new AssertionError("The connection was refused: " + answer.getFirstNativeHeader("message"));
		}
		send(StompCommand.SUBSCRIBE, "", "id", "own", "destination", "/user/queue/realtime");
	}

	/**
	 * Joins a room by the application's rules.
	 * @param room the room's name
	 * @return what came of it
	 */
	public JoinOutcome join(String room) {
		return join(room, null, null);
	}

	/**
	 * Joins a room.
	 * @param room the room's name
	 * @param token a room token, or {@code null}
	 * @param position where to recover from, or {@code null}
	 * @return what came of it
	 */
	public JoinOutcome join(String room, @Nullable String token, @Nullable String position) {
		String id = "room-" + ++this.count;
		send(StompCommand.SUBSCRIBE, "", "id", id, "destination", "/topic/rooms" + room, "token", token, "position",
				position);
		Message<byte[]> outcome = next("the outcome of joining " + room,
				(frame) -> id.equals(header(frame, "subscription")) && event(frame).startsWith("realtime:join:"));
		JsonNode body = json.readTree(outcome.getPayload());
		if (body.has("code")) {
			return new JoinOutcome(body.get("code").asString(), null, null, List.of());
		}
		this.rooms.put(room, id);
		List<String> members = new ArrayList<>();
		body.path("members").forEach((member) -> members.add(member.get("user").asString()));
		return new JoinOutcome(null, body.get("position").asString(),
				body.has("recovered") ? body.get("recovered").asBoolean() : null, members);
	}

	/**
	 * Leaves a room.
	 * @param room the room's name
	 */
	public void leave(String room) {
		String id = this.rooms.remove(room);
		if (id != null) {
			send(StompCommand.UNSUBSCRIBE, "", "id", id);
		}
	}

	/**
	 * Sends an event into a room.
	 * @param room the room's name
	 * @param event the event's name
	 * @param data its data
	 */
	public void send(String room, String event, @Nullable Object data) {
		send(StompCommand.SEND, json.writeValueAsString(data), "destination", "/topic/rooms" + room, "event", event);
	}

	/**
	 * Calls a method and waits for its reply.
	 * @param method the method's name
	 * @param body what it gets, written as JSON
	 * @return the reply: {@code {"result": …}} or {@code {"error": {"code", "message"}}}
	 */
	public JsonNode call(String method, @Nullable Object body) {
		String id = "call-" + ++this.count;
		send(StompCommand.SEND, json.writeValueAsString(body), "destination", "/realtime/call/" + method,
				"correlation-id", id);
		return json.readTree(
				next("the reply of " + method, (frame) -> id.equals(header(frame, "correlation-id"))).getPayload());
	}

	/**
	 * Waits for an event of a name.
	 * @param name the event's name, such as {@code realtime:resource}
	 * @return the first that was not taken yet
	 */
	public ReceivedEvent await(String name) {
		return received(next("an event " + name, (frame) -> event(frame).equals(name)));
	}

	/**
	 * Waits for word of a change.
	 * @param action {@code created}, {@code updated} or {@code deleted}
	 * @param type the resource's type
	 * @return the first that was not taken yet
	 */
	public ReceivedEvent await(String action, String type) {
		return received(next(action + " " + type, (frame) -> {
			if (!event(frame).equals("realtime:resource")) {
				return false;
			}
			JsonNode body = json.readTree(frame.getPayload());
			return action.equals(body.path("action").asString("")) && type.equals(body.path("type").asString(""));
		}));
	}

	/**
	 * All events that came and were not taken. What was published before the call is
	 * among them: the client first asks the server for a sign that all is written.
	 * @return the events, which are now taken
	 */
	public List<ReceivedEvent> rest() {
		String receipt = "rest-" + ++this.count;
		send(StompCommand.UNSUBSCRIBE, "", "id", "nothing", "receipt", receipt);
		next("a receipt", (frame) -> receipt.equals(header(frame, "receipt-id")));
		List<ReceivedEvent> rest = this.waiting.stream()
			.filter((frame) -> !event(frame).isEmpty())
			.map(RealtimeClient::received)
			.toList();
		this.waiting.clear();
		return rest;
	}

	/**
	 * Cuts the connection as a tunnel would: the server learns of it, nothing is said.
	 */
	public void cut() {
		this.session.cut(CloseStatus.NO_CLOSE_FRAME);
	}

	/** Closes the connection. */
	@Override
	public void close() {
		this.session.cut(CloseStatus.NORMAL);
	}

	/**
	 * The close code, once the server has closed the connection.
	 * @return {@code null} while it is open
	 */
	public @Nullable Integer closeCode() {
		CloseStatus closed = this.closed;
		return (closed != null) ? closed.getCode() : null;
	}

	private void send(StompCommand command, String body, @Nullable String... headers) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(command);
		for (int i = 0; i < headers.length; i += 2) {
			String name = headers[i];
			if (name != null && headers[i + 1] != null) {
				accessor.setNativeHeader(name, headers[i + 1]);
			}
		}
		byte[] frame = new StompEncoder().encode(accessor.getMessageHeaders(), body.getBytes(StandardCharsets.UTF_8));
		guarded(() -> this.endpoint.handleMessage(this.session, new TextMessage(frame)));
	}

	private Message<byte[]> next(String wanted, Predicate<Message<byte[]>> condition) {
		for (int i = 0; i < this.waiting.size(); i++) {
			if (condition.test(this.waiting.get(i))) {
				return this.waiting.remove(i);
			}
		}
		long end = System.nanoTime() + PATIENCE.toNanos();
		try {
			Message<byte[]> frame = this.frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
			while (frame != null) {
				if (condition.test(frame)) {
					return frame;
				}
				this.waiting.add(frame);
				frame = this.frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new AssertionError("Expected " + wanted + ", but came only "
				+ this.waiting.stream()
					.map((frame) -> StompHeaderAccessor.wrap(frame).getCommand() + " " + event(frame) + " "
							+ new String(frame.getPayload(), StandardCharsets.UTF_8))
					.toList());
	}

	private static ReceivedEvent received(Message<byte[]> frame) {
		String id = header(frame, "message-id");
		return new ReceivedEvent(event(frame), (id != null) ? id : "", header(frame, "position"),
				json.readTree(frame.getPayload()));
	}

	private static String event(Message<byte[]> frame) {
		String event = header(frame, "event");
		return (event != null) ? event : "";
	}

	private static @Nullable String header(Message<byte[]> frame, String name) {
		return StompHeaderAccessor.wrap(frame).getFirstNativeHeader(name);
	}

	private static void guarded(Action action) {
		try {
			action.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What the endpoint's methods are. */
	private interface Action {

		void run() throws Exception;

	}

}
