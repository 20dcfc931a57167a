package dev.realtime.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.GenericMessage;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.ReceivedFrame;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.StompVersion;

/**
 * The one gate. Nothing a client sends goes further unless it is a known command, with
 * known headers, to a known destination, by an authenticated user. What passes goes on as
 * a {@link ClientFrame}: rebuilt, without what nobody behind the gate needs to see.
 * <p>
 * What ends a connection and what does not: a frame that breaks the protocol does, a
 * request that is refused does not.
 */
class Gate implements ChannelInterceptor {

	private static final Log logger = LogFactory.getLog(Gate.class);

	private static final int MAX_ID_LENGTH = 256;

	private static final int MAX_SHOWN_LENGTH = 200;

	private static final String BEARER = "bearer ";

	private static final Set<String> SUBSCRIBE_HEADERS = Set.of(StompHeaders.ID, StompHeaders.RECEIPT, Headers.TOKEN,
			Headers.POSITION);

	private static final Set<String> SEND_HEADERS = Set.of(StompHeaders.RECEIPT, StompHeaders.CONTENT_TYPE,
			Headers.EVENT, Headers.ORIGIN);

	/** In lower case: secrets, what brokers take orders from, and what servers say. */
	static final Set<String> REFUSED_HEADERS = Set.of("authorization", Headers.TOKEN, StompHeaders.LOGIN,
			StompHeaders.PASSCODE, "selector", "transaction", StompHeaders.ACK, "subscription", "message-id",
			Headers.POSITION, "simporigdestination", "simpsessionid", "content-length", StompHeaders.RECEIPT_ID,
			Headers.USER_NAME);

	private static final Pattern HEARTBEATS = Pattern.compile("(\\d{1,9})\\s*,\\s*(\\d{1,9})");

	private static final byte[] NO_BODY = {};

	private final Connections connections;

	private final ConnectAuthenticator authenticator;

	private final ApplicationBroker application;

	Gate(Connections connections, ConnectAuthenticator authenticator, ApplicationBroker application) {
		this.connections = connections;
		this.authenticator = authenticator;
		this.application = application;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		if (!(message.getPayload() instanceof Received received)) {
			throw new IllegalStateException("A message that no client sent");
		}
		Connection connection = received.connection();
		ReceivedFrame frame = received.frame();
		StompCommand command = frame.command();
		if (command == StompCommand.CONNECT || command == StompCommand.STOMP) {
			connect(connection, frame);
			return null;
		}
		if (connection.isNew()) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.NOT_CONNECTED);
			return null;
		}
		ClientFrame passed = pass(connection, frame);
		return (passed != null) ? new GenericMessage<>(passed) : null;
	}

	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent, @Nullable Exception ex) {
		// a SUBSCRIBE is confirmed by who handled it: after the success, not after a
		// refusal
		if (sent && ex == null && message.getPayload() instanceof ClientFrame frame && frame.isSend()) {
			frame.connection().confirm(frame.receipt());
		}
	}

	private @Nullable ClientFrame pass(Connection connection, ReceivedFrame frame) {
		if (isTooLong(frame.header(StompHeaders.RECEIPT)) || isTooLong(frame.header(Headers.CORRELATION_ID))) {
			return invalid(connection);
		}
		return switch (frame.command()) {
			case SUBSCRIBE -> subscribe(connection, frame);
			case SEND -> send(connection, frame);
			case UNSUBSCRIBE -> unsubscribe(connection, frame);
			case DISCONNECT -> disconnect(connection, frame);
			default -> invalid(connection);
		};
	}

	/** What the server repeats to the client has a bound of its own. */
	private static boolean isTooLong(@Nullable String name) {
		return name != null && name.length() > MAX_ID_LENGTH;
	}

	private static @Nullable ClientFrame invalid(Connection connection) {
		connection.close(CloseCode.PROTOCOL_ERROR, Refusal.INVALID_FRAME);
		return null;
	}

	// CONNECT

	private void connect(Connection connection, ReceivedFrame frame) {
		if (!connection.isNew()) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.ALREADY_CONNECTED);
			return;
		}
		StompVersion version = StompVersion.negotiate(frame.header(StompHeaders.ACCEPT_VERSION));
		long[] beats = heartbeats(frame.header(StompHeaders.HEARTBEAT));
		if (version == null || beats == null) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.INVALID_FRAME);
			return;
		}
		try {
			RealtimeUser user = authenticate(this.authenticator, token(frame));
			ConnectAuthenticator.expiresAt(user);
			connection.speak(version, frame.header(Headers.ACCEPT_FRAMING));
			open(connection, user, version, beats);
		}
		catch (AuthenticationRefused ex) {
			refuse(connection, ex);
		}
	}

	private static void refuse(Connection connection, AuthenticationRefused ex) {
		CloseCode code = ex.code().startsWith("token_") ? CloseCode.UNAUTHORIZED : CloseCode.REFUSED;
		String message = ex.getMessage();
		connection.close(code, new Refusal(ex.code(), (message != null) ? message : Refusal.REFUSED.message()));
	}

	/** Who a token is of. An authenticator that says nobody admits nobody. */
	static RealtimeUser authenticate(ConnectAuthenticator authenticator, String token) {
		RealtimeUser user = authenticator.authenticate(token);
		if (user == null) {
			throw new AuthenticationRefused(Refusal.REFUSED.code(), Refusal.REFUSED.message());
		}
		return user;
	}

	static String token(ReceivedFrame frame) {
		String authorization = frame.header(Headers.AUTHORIZATION);
		if (authorization == null) {
			authorization = frame.header("authorization");
		}
		String token = frame.header(Headers.TOKEN);
		if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
			token = authorization.substring(BEARER.length()).trim();
		}
		if (token == null || token.isEmpty()) {
			throw new AuthenticationRefused(Refusal.TOKEN_MISSING.code(), Refusal.TOKEN_MISSING.message());
		}
		return token;
	}

	private void open(Connection connection, RealtimeUser user, StompVersion version, long[] beats) {
		Duration own = this.connections.properties().heartbeat();
		long wanted = (beats[1] > 0) ? Math.max(beats[1], own.toMillis()) : 0;
		try {
			if (!this.connections.open(connection, user, Duration.ofMillis(wanted))) {
				connection.close(CloseCode.LIMIT_EXCEEDED, Refusal.TOO_MANY_CONNECTIONS);
				return;
			}
		}
		catch (RuntimeException ex) {
			logger.debug("A listener of ConnectionOpened refused a connection", ex);
			connection.close(CloseCode.REFUSED, Refusal.REFUSED);
			return;
		}
		connection.send(version.frame("CONNECTED", new byte[0], "version", version.number(), StompHeaders.HEARTBEAT,
				own.toMillis() + "," + own.toMillis(), Headers.USER_NAME, user.name()));
	}

	private static long @Nullable [] heartbeats(@Nullable String header) {
		if (header == null) {
			return new long[] { 0, 0 };
		}
		Matcher beats = HEARTBEATS.matcher(header);
		return beats.matches() ? new long[] { Long.parseLong(beats.group(1)), Long.parseLong(beats.group(2)) } : null;
	}

	// SUBSCRIBE, UNSUBSCRIBE, SEND, DISCONNECT

	private @Nullable ClientFrame subscribe(Connection connection, ReceivedFrame frame) {
		String destination = frame.header(StompHeaders.DESTINATION);
		String id = id(connection, frame);
		if (destination == null || destination.isEmpty() || id == null) {
			return invalid(connection);
		}
		if (connection.subscription(id) != null) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.DUPLICATE_SUBSCRIPTION);
			return null;
		}
		String room = Destinations.room(destination);
		Refusal refusal = refusal(connection, destination, room);
		if (refusal != null) {
			connection.refuseJoin(id, shown(destination), shown((room != null) ? room : destination), refusal);
			return null;
		}
		boolean ours = Destinations.isOwned(destination);
		Map<String, String> headers = ours ? only(frame, SUBSCRIBE_HEADERS) : harmless(frame);
		headers.put(StompHeaders.ID, id);
		return new ClientFrame(connection, StompCommand.SUBSCRIBE, destination, headers, NO_BODY);
	}

	private @Nullable Refusal refusal(Connection connection, String destination, @Nullable String room) {
		if (!connection.inbound().mayJoin()) {
			return Refusal.TOO_MANY_JOINS;
		}
		int max = this.connections.properties().maxRooms();
		if (room != null) {
			if (!Room.isValid(room)) {
				return Refusal.INVALID_ROOM;
			}
			return (connection.roomCount() >= max) ? tooManyRooms() : null;
		}
		if (!destination.equals(Destinations.OWN_QUEUE)) {
			if (Destinations.isOwned(destination) || !this.application.receives(destination)) {
				return Refusal.UNKNOWN_DESTINATION;
			}
			if (!Destinations.isPlain(destination)) {
				return Refusal.INVALID_ROOM;
			}
		}
		return (connection.subscriptionCount() - connection.roomCount() >= max) ? tooManyRooms() : null;
	}

	private Refusal tooManyRooms() {
		this.connections.limits().count(Limits.Limit.ROOMS);
		return Refusal.TOO_MANY_ROOMS;
	}

	private static @Nullable String id(Connection connection, ReceivedFrame frame) {
		String id = frame.header(StompHeaders.ID);
		if (id == null && connection.version() == StompVersion.V1_0) {
			id = frame.header(StompHeaders.DESTINATION);
		}
		return (id != null && !id.isEmpty() && id.length() <= MAX_ID_LENGTH) ? id : null;
	}

	private @Nullable ClientFrame unsubscribe(Connection connection, ReceivedFrame frame) {
		String id = id(connection, frame);
		if (id == null) {
			return invalid(connection);
		}
		Subscription subscription = connection.subscription(id);
		if (subscription != null && connection.remove(subscription)) {
			subscription.end();
		}
		connection.confirm(frame.header(StompHeaders.RECEIPT));
		return null;
	}

	private @Nullable ClientFrame disconnect(Connection connection, ReceivedFrame frame) {
		connection.confirm(frame.header(StompHeaders.RECEIPT));
		connection.close(CloseCode.NORMAL);
		return null;
	}

	private @Nullable ClientFrame send(Connection connection, ReceivedFrame frame) {
		String destination = frame.header(StompHeaders.DESTINATION);
		if (destination == null || destination.isEmpty()) {
			return invalid(connection);
		}
		String room = Destinations.room(destination);
		Refusal refusal = refusal(destination, room);
		if (refusal != null) {
			connection.refuseSend(shown((room != null) ? room : destination), refusal);
			connection.confirm(frame.header(StompHeaders.RECEIPT));
			return null;
		}
		Map<String, String> headers = (room != null) ? only(frame, SEND_HEADERS) : harmless(frame);
		if (destination.equals(Destinations.REFRESH)) {
			headers.put(Headers.TOKEN, Objects.requireNonNullElse(frame.header(Headers.TOKEN), ""));
		}
		return new ClientFrame(connection, StompCommand.SEND, destination, headers, frame.body());
	}

	private @Nullable Refusal refusal(String destination, @Nullable String room) {
		if (room != null) {
			return Room.isValid(room) ? null : Refusal.INVALID_ROOM;
		}
		if (destination.equals(Destinations.REFRESH) || Destinations.isCall(destination)) {
			return null;
		}
		if (Destinations.isQueue(destination)) {
			return Refusal.SEND_FORBIDDEN;
		}
		if (Destinations.isOwned(destination)) {
			return Refusal.UNKNOWN_DESTINATION;
		}
		if (this.application.accepts(destination)) {
			return null;
		}
		// its own code may send there, clients may not: they would speak in its name
		return this.application.receives(destination) ? Refusal.SEND_FORBIDDEN : Refusal.UNKNOWN_DESTINATION;
	}

	private static Map<String, String> only(ReceivedFrame frame, Set<String> allowed) {
		Map<String, String> headers = new HashMap<>(frame.headers());
		headers.keySet().retainAll(allowed);
		return headers;
	}

	/**
	 * Where the application declares what it reads: everything but secrets, and what only
	 * servers say.
	 */
	private static Map<String, String> harmless(ReceivedFrame frame) {
		Map<String, String> headers = new HashMap<>(frame.headers());
		headers.keySet().removeIf((name) -> REFUSED_HEADERS.contains(name.toLowerCase(Locale.ROOT)));
		return headers;
	}

	private static String shown(String name) {
		if (name.length() <= MAX_SHOWN_LENGTH) {
			return name;
		}
		// half a character is none, and could not be written
		boolean half = Character.isHighSurrogate(name.charAt(MAX_SHOWN_LENGTH - 1));
		return name.substring(0, half ? MAX_SHOWN_LENGTH - 1 : MAX_SHOWN_LENGTH);
	}

}
