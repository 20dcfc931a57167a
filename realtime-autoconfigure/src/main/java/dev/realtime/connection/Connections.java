package dev.realtime.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import dev.realtime.RealtimeUser;
import dev.realtime.SparingLog;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.WireJson;

/**
 * The connections of this node, by id and by user.
 * <p>
 * Thread-safe.
 * <p>
 * Not API.
 */
public final class Connections {

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(Connections.class));

	/** More codes than there are, an application's own included. */
	private static final int MAX_CODES = 64;

	private final Map<String, Connection> connections = new ConcurrentHashMap<>();

	private final Map<String, Set<Connection>> users = new ConcurrentHashMap<>();

	private final Map<String, Integer> addresses = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();

	private final LongAdder otherRefusals = new LongAdder();

	private final Map<Integer, LongAdder> closes = new ConcurrentHashMap<>();

	private final Limits limits = new Limits();

	private final LongAdder opened = new LongAdder();

	private final ConnectionProperties properties;

	private final Duration clockSkew;

	private final Writers writers;

	private final WireJson json;

	private final ApplicationEventPublisher events;

	private volatile boolean draining;

	Connections(ConnectionProperties properties, Duration clockSkew, Writers writers, WireJson json,
			ApplicationEventPublisher events) {
		this.properties = properties;
		this.clockSkew = clockSkew;
		this.writers = writers;
		this.json = json;
		this.events = events;
		this.refusals.put("other", this.otherRefusals);
	}

	ConnectionProperties properties() {
		return this.properties;
	}

	Duration clockSkew() {
		return this.clockSkew;
	}

	/**
	 * How often which limit was met.
	 * @return live counters
	 */
	public Limits limits() {
		return this.limits;
	}

	/**
	 * The threads that write to clients.
	 * @return the writers
	 */
	public Writers writers() {
		return this.writers;
	}

	/** Has the writers begin with what was {@linkplain Connection#queue queued}. */
	public void write() {
		this.writers.wake();
	}

	WireJson json() {
		return this.json;
	}

	/**
	 * Takes in a socket that has not said who it is yet.
	 * @param session the socket
	 * @return {@code null} if there are too many from its address, or the node goes down
	 */
	@Nullable Connection add(WebSocketSession session) {
		Connection connection = new Connection(session, this);
		int fromHere = this.addresses.merge(connection.address(), 1, Integer::sum);
		this.connections.put(connection.id(), connection);
		if (this.draining) {
			connection.close(CloseCode.RESTART);
			return null;
		}
		if (this.properties.maxPerAddress() > 0 && fromHere > this.properties.maxPerAddress()) {
			this.limits.count(Limits.Limit.PER_ADDRESS);
			connection.close(CloseCode.LIMIT_EXCEEDED, Refusal.TOO_MANY_CONNECTIONS);
			return null;
		}
		return connection;
	}

	/**
	 * Makes a connection this user's, before anything is sent to it.
	 * @param connection a new connection
	 * @param user who was authenticated
	 * @param heartbeat how often the client wants to hear of the server
	 * @return whether the user may have one more
	 * @throws RuntimeException from a listener that refuses the connection
	 */
	boolean open(Connection connection, RealtimeUser user, Duration heartbeat) {
		Set<Connection> all = this.users.compute(user.name(), (name, known) -> {
			Set<Connection> set = (known != null) ? known : ConcurrentHashMap.newKeySet(2);
			set.add(connection);
			return set;
		});
		try {
			if (this.properties.maxPerUser() > 0 && all.size() > this.properties.maxPerUser()) {
				this.limits.count(Limits.Limit.PER_USER);
				forget(connection, user);
				return false;
			}
			this.events.publishEvent(new ConnectionOpened(user, connection.id()));
		}
		catch (RuntimeException ex) {
			forget(connection, user);
			throw ex;
		}
		this.opened.increment();
		if (!connection.open(user, heartbeat)) {
			// it closed while nobody knew yet whose it was
			ended(user, connection, CloseStatus.NO_CLOSE_FRAME.getCode());
		}
		return true;
	}

	private void forget(Connection connection, RealtimeUser user) {
		this.users.computeIfPresent(user.name(), (name, all) -> {
			all.remove(connection);
			return all.isEmpty() ? null : all;
		});
	}

	/** Called once by each connection. */
	void ended(Connection connection, @Nullable RealtimeUser user, int code) {
		if (this.connections.remove(connection.id()) != null) {
			this.addresses.computeIfPresent(connection.address(), (address, count) -> (count > 1) ? count - 1 : null);
		}
		this.closes.computeIfAbsent(counted(code), (key) -> new LongAdder()).increment();
		if (user != null) {
			ended(user, connection, code);
		}
	}

	/** Clients close with any code they like, and must not make up counters with it. */
	private static int counted(int code) {
		return (code <= 1015 || CloseCode.isOurs(code)) ? code : CloseCode.NORMAL.code();
	}

	private void ended(RealtimeUser user, Connection connection, int code) {
		forget(connection, user);
		publish(new ConnectionClosed(user, connection.id(), code));
	}

	/**
	 * Tells the application something it may listen to but not change.
	 * @param event an application event
	 */
	public void publish(Object event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException ex) {
			failures.warn("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
	}

	void count(Refusal refusal) {
		LongAdder count = this.refusals.get(refusal.code());
		if (count == null && this.refusals.size() < MAX_CODES) {
			count = this.refusals.computeIfAbsent(refusal.code(), (code) -> new LongAdder());
		}
		// an authenticator may make up codes of its own without end
		Objects.requireNonNullElse(count, this.otherRefusals).increment();
	}

	/**
	 * All connections, also those that did not say yet who they are.
	 * @return a live view
	 */
	public Collection<Connection> all() {
		return this.connections.values();
	}

	/**
	 * A connection by its id.
	 * @param id the session id
	 * @return {@code null} if it is none of this node's
	 */
	public @Nullable Connection get(String id) {
		return this.connections.get(id);
	}

	/**
	 * A user's connections.
	 * @param user the user's name
	 * @return a copy, possibly empty
	 */
	public Collection<Connection> of(String user) {
		Set<Connection> all = this.users.get(user);
		return (all != null) ? List.copyOf(all) : List.of();
	}

	/**
	 * How many users have an open connection.
	 * @return how many
	 */
	public int userCount() {
		return this.users.size();
	}

	/**
	 * How many were authenticated since the start.
	 * @return how many
	 */
	public long openedCount() {
		return this.opened.sum();
	}

	/**
	 * Refusals so far.
	 * @return by code; {@code other} where an authenticator has too many of its own
	 */
	public Map<String, LongAdder> refusals() {
		return this.refusals;
	}

	/**
	 * Closed connections so far.
	 * @return by close code; what clients made up counts as 1000
	 */
	public Map<Integer, LongAdder> closes() {
		return this.closes;
	}

	/**
	 * Takes no new connections, or takes them again.
	 * @param draining whether the node goes down
	 */
	void drain(boolean draining) {
		this.draining = draining;
	}

	boolean isDraining() {
		return this.draining;
	}

}
