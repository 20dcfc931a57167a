package dev.realtime.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import dev.realtime.RealtimeUser;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Events;
import dev.realtime.protocol.Frame;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.StompVersion;

/**
 * A client's WebSocket, from handshake to close: new until CONNECT succeeded, open, then
 * closed. Its frames are handled one after another; anything else may happen at any time
 * from any thread.
 * <p>
 * Thread-safe. Sending never blocks.
 * <p>
 * Not API.
 */
public final class Connection {

	/** Where a socket carries its connection. */
	static final String ATTRIBUTE = "realtimeConnection";

	private static final byte[] NO_BODY = {};

	private final AtomicLong messages = new AtomicLong();

	private final WebSocketSession session;

	private final Connections connections;

	private final Transport transport;

	private final Outbound outbound;

	private final Inbound inbound;

	private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

	private final long openedAt = System.nanoTime();

	/** Remembered, since a socket that is closed may not know it any more. */
	private final String address;

	private volatile StompVersion version = StompVersion.V1_2;

	private volatile @Nullable RealtimeUser user;

	/** By {@link System#nanoTime()}: a wall clock that jumps expires nobody. */
	private volatile long tokenDeadline = Long.MAX_VALUE;

	/** Earliest end of a subscription; never later than the real one. */
	private volatile long subscriptionDeadline = Long.MAX_VALUE;

	private volatile Duration heartbeat = Duration.ZERO;

	private int rooms;

	private boolean closed;

	Connection(WebSocketSession session, Connections connections) {
		this.session = session;
		this.connections = connections;
		this.address = address(session);
		this.transport = (session instanceof DirectSession direct) ? direct.transport()
				: new ContainerTransport(session);
		this.outbound = new Outbound(this.transport, connections.writers(), connections.properties(), new Failure());
		if (session instanceof DirectSession direct) {
			direct.attach(this.outbound);
		}
		this.inbound = new Inbound(this, connections.properties(), connections.limits());
	}

	private static String address(WebSocketSession session) {
		InetSocketAddress address = session.getRemoteAddress();
		return (address != null && address.getAddress() != null) ? address.getAddress().getHostAddress() : "";
	}

	String address() {
		return this.address;
	}

	/**
	 * Its id, the one of its WebSocket session.
	 * @return the id
	 */
	public String id() {
		return this.session.getId();
	}

	WebSocketSession session() {
		return this.session;
	}

	Inbound inbound() {
		return this.inbound;
	}

	/**
	 * Who is connected.
	 * @return the user
	 * @throws IllegalStateException before CONNECT succeeded
	 */
	public RealtimeUser user() {
		RealtimeUser user = this.user;
		if (user == null) {
			throw new IllegalStateException("Not connected yet");
		}
		return user;
	}

	/**
	 * Whether CONNECT succeeded, and the connection is not closed since.
	 * @return whether it is open
	 */
	public boolean isOpen() {
		return this.user != null && !isClosed();
	}

	boolean isNew() {
		return this.user == null;
	}

	/**
	 * When the socket was opened.
	 * @return by {@link System#nanoTime()}
	 */
	public long openedAt() {
		return this.openedAt;
	}

	/**
	 * Whether nothing is sent any more.
	 * @return whether it is closed
	 */
	public synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * The version both sides speak.
	 * @return the version
	 */
	public StompVersion version() {
		return this.version;
	}

	/**
	 * Speaks a version of STOMP from now on, in the framing the client can take.
	 * @param version the version
	 * @param framing what the client said in {@code accept-framing}
	 */
	void speak(StompVersion version, @Nullable String framing) {
		this.version = version;
		if (framing != null) {
			this.transport.use(Framing.parse(framing));
		}
	}

	/**
	 * Begins to be this user's connection.
	 * @param user who was authenticated
	 * @param heartbeat how often the client wants to hear of the server; zero for never
	 * @return {@code false} if it closed meanwhile
	 */
	synchronized boolean open(RealtimeUser user, Duration heartbeat) {
		if (this.closed) {
			return false;
		}
		this.heartbeat = heartbeat;
		become(user);
		return true;
	}

	/**
	 * Goes on with a fresh token of the same user.
	 * @param user as the fresh token says
	 */
	void become(RealtimeUser user) {
		Instant expiresAt = ConnectAuthenticator.expiresAt(user);
		this.tokenDeadline = (expiresAt != null) ? deadline(expiresAt.plus(this.connections.clockSkew()))
				: Long.MAX_VALUE;
		this.user = user;
	}

	/**
	 * A wall clock time as a deadline that no jump of the wall clock moves.
	 * @param at when
	 * @return by {@link System#nanoTime()}
	 */
	public static long deadline(Instant at) {
		Duration left = Duration.between(Instant.now(), at);
		return (left.compareTo(Duration.ofDays(365)) > 0) ? Long.MAX_VALUE : System.nanoTime() + left.toNanos();
	}

	/**
	 * Sends a frame, in order after all that were sent before.
	 * @param frame the frame
	 * @return whether frames pile up here because no writer came by yet, and not because
	 * the client is slow; who publishes then waits a little for the writers
	 */
	public boolean send(Frame frame) {
		return this.outbound.offer(frame, true);
	}

	/**
	 * Puts a frame in line like {@link #send(Frame)}, for who sends to many at once: the
	 * writers begin with {@link Connections#write()}.
	 * @param frame the frame
	 * @return as {@link #send(Frame)}
	 */
	public boolean queue(Frame frame) {
		return this.outbound.offer(frame, false);
	}

	/**
	 * Sends a MESSAGE of ours.
	 * @param subscription the id of the subscription it is for
	 * @param destination its destination
	 * @param event the event's name
	 * @param body its JSON
	 */
	public void send(String subscription, String destination, String event, byte[] body) {
		send(message(subscription, destination, event, nextId(), null, body));
	}

	private Frame message(String subscription, String destination, String event, String id,
			@Nullable String correlationId, byte[] body) {
		return this.version.frame("MESSAGE", body, "subscription", subscription, "destination", destination,
				"message-id", id, Headers.EVENT, event, Headers.CORRELATION_ID, correlationId, "content-type",
				"application/json");
	}

	private String nextId() {
		return id() + "-" + this.messages.incrementAndGet();
	}

	/**
	 * Sends an event on the user's own queue.
	 * @param event the event's name
	 * @param id its id
	 * @param body its JSON
	 * @return whether the client listens to its own queue
	 */
	public boolean tell(String event, String id, byte[] body) {
		return tell(event, id, null, body);
	}

	/**
	 * Answers a call on the connection's own queue.
	 * @param correlationId what the client called its call; without one nobody waits
	 * @param body the answer's JSON
	 */
	public void reply(@Nullable String correlationId, byte[] body) {
		if (correlationId != null) {
			tell(Events.REPLY, nextId(), correlationId, body);
		}
	}

	/**
	 * Says on the connection's own queue why something that was sent went nowhere.
	 * @param name the room's name, or the destination where it names no room
	 * @param refusal why
	 */
	public void refuseSend(String name, Refusal refusal) {
		if (tolerates(refusal)) {
			tell(Events.SEND_ERROR, nextId(), null, this.connections.json().refusal(name, refusal));
		}
	}

	/**
	 * Says on a subscription that it does not exist.
	 * @param subscription its id
	 * @param destination its destination
	 * @param name the room's name, or the destination where it names no room
	 * @param refusal why
	 */
	public void refuseJoin(String subscription, String destination, String name, Refusal refusal) {
		if (tolerates(refusal)) {
			send(subscription, destination, Events.JOIN_ERROR, this.connections.json().refusal(name, refusal));
		}
	}

	/**
	 * Counts a request that is refused. Who makes too many of them is closed.
	 * @param refusal why it is refused
	 * @return whether the client is still told
	 */
	public boolean tolerates(Refusal refusal) {
		this.connections.count(refusal);
		boolean tolerated = this.inbound.tolerates();
		if (!tolerated) {
			close(CloseCode.LIMIT_EXCEEDED, Refusal.TOO_MANY_REFUSALS);
		}
		return tolerated;
	}

	private boolean tell(String event, String id, @Nullable String correlationId, byte[] body) {
		boolean told = false;
		for (Subscription subscription : subscriptions()) {
			if (subscription instanceof OwnQueue) {
				send(message(subscription.id(), Destinations.OWN_QUEUE, event, id, correlationId, body));
				told = true;
			}
		}
		return told;
	}

	/**
	 * Confirms a frame.
	 * @param receipt what the client called it; {@code null} if it wants no receipt
	 */
	public void confirm(@Nullable String receipt) {
		if (receipt != null) {
			send(this.version.frame("RECEIPT", NO_BODY, "receipt-id", receipt));
		}
	}

	/**
	 * Adds a subscription, unless the connection was closed meanwhile.
	 * @param subscription whose id is free
	 * @return whether it was added
	 */
	public synchronized boolean add(Subscription subscription) {
		if (this.closed) {
			return false;
		}
		this.subscriptions.put(subscription.id(), subscription);
		this.rooms += subscription.isRoom() ? 1 : 0;
		this.subscriptionDeadline = Math.min(this.subscriptionDeadline, subscription.deadline());
		return true;
	}

	/**
	 * Takes a subscription out of the table.
	 * @param subscription which one
	 * @return whether it was there
	 */
	public synchronized boolean remove(Subscription subscription) {
		boolean removed = this.subscriptions.remove(subscription.id(), subscription);
		if (removed && subscription.isRoom()) {
			this.rooms--;
		}
		return removed;
	}

	synchronized @Nullable Subscription subscription(String id) {
		return this.subscriptions.get(id);
	}

	/**
	 * What the client receives.
	 * @return a copy
	 */
	public synchronized Collection<Subscription> subscriptions() {
		return List.copyOf(this.subscriptions.values());
	}

	synchronized int subscriptionCount() {
		return this.subscriptions.size();
	}

	synchronized int roomCount() {
		return this.rooms;
	}

	/**
	 * What waits for the client to take it.
	 * @return bytes
	 */
	public int backlog() {
		return this.outbound.backlog();
	}

	/**
	 * Whether what {@link #send(Frame)} said last is still so.
	 * @return whether it is
	 */
	public boolean isNeglected() {
		return this.outbound.isNeglected();
	}

	/**
	 * Tells the client why, then closes.
	 * @param code the close code
	 * @param refusal what the ERROR frame says
	 */
	public void close(CloseCode code, Refusal refusal) {
		this.connections.count(refusal);
		send(this.version.frame("ERROR", this.connections.json().error(refusal), "message", refusal.code(),
				"content-type", "application/json"));
		close(code);
	}

	/**
	 * Closes. All subscriptions end at once, what is in line is still written.
	 * @param code the close code
	 */
	public void close(CloseCode code) {
		end(code.code(), code.status());
	}

	/**
	 * The socket is gone.
	 * @param status how
	 */
	void closed(CloseStatus status) {
		// a container that gave up writing says no more than that the socket is gone
		boolean slow = status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode() && this.outbound.isStalled();
		end(slow ? CloseCode.SLOW_CONSUMER.code() : status.getCode(), null);
	}

	private void end(int code, @Nullable CloseStatus status) {
		Collection<Subscription> ended;
		RealtimeUser user;
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			user = this.user;
			ended = List.copyOf(this.subscriptions.values());
			this.subscriptions.clear();
		}
		ended.forEach(Subscription::end);
		this.outbound.close((status != null) ? status : CloseStatus.NORMAL);
		this.connections.ended(this, user, code);
	}

	/**
	 * Does what time demands. Called about once a second.
	 * @param now by {@link System#nanoTime()}
	 */
	void tick(long now) {
		ConnectionProperties properties = this.connections.properties();
		if (isNew() && now - this.openedAt > properties.connectTimeout().toNanos()) {
			this.connections.limits().count(Limits.Limit.CONNECT_TIME);
			later(() -> close(CloseCode.CONNECT_TIMEOUT, Refusal.CONNECT_TIMEOUT));
		}
		else if (this.inbound.isStale(now)) {
			this.connections.limits().count(Limits.Limit.FRAME_TIME);
			later(() -> close(CloseCode.PROTOCOL_ERROR, Refusal.INVALID_FRAME));
		}
		else if (this.tokenDeadline != Long.MAX_VALUE && now - this.tokenDeadline >= 0) {
			later(() -> close(CloseCode.UNAUTHORIZED, Refusal.TOKEN_EXPIRED));
		}
		else if (now - this.inbound.lastRead() > 3 * properties.heartbeat().toNanos() && !this.inbound.isBusy()) {
			later(() -> close(CloseCode.HEARTBEAT_LOST));
		}
		else {
			beat(now, properties.heartbeat().toNanos());
			expire(now);
		}
	}

	/** Off the clock's thread, since the application may listen to what ends. */
	private void later(Runnable task) {
		this.connections.writers().execute(task);
	}

	private void beat(long now, long interval) {
		long second = Duration.ofSeconds(1).toNanos();
		if (now - this.inbound.lastRead() > interval - second) {
			this.outbound.ping();
		}
		if (!this.heartbeat.isZero() && now - this.outbound.lastWrite() > this.heartbeat.toNanos() - second) {
			send(Frame.HEARTBEAT);
		}
	}

	private void expire(long now) {
		long deadline = this.subscriptionDeadline;
		if (deadline == Long.MAX_VALUE || now - deadline < 0) {
			return;
		}
		for (Subscription subscription : subscriptions()) {
			if (subscription.deadline() != Long.MAX_VALUE && now - subscription.deadline() >= 0) {
				later(subscription::expire);
			}
		}
		synchronized (this) {
			// again under the lock: some were added meanwhile
			long next = Long.MAX_VALUE;
			for (Subscription subscription : this.subscriptions.values()) {
				next = Math.min(next, subscription.deadline());
			}
			this.subscriptionDeadline = next;
		}
	}

	@Override
	public String toString() {
		return "connection " + id();
	}

	/** What the writers find out about the client. */
	private final class Failure implements Outbound.Failure {

		@Override
		public void slow() {
			close(CloseCode.SLOW_CONSUMER);
		}

		@Override
		public void broken() {
			closed(CloseStatus.NO_CLOSE_FRAME);
		}

	}

}
