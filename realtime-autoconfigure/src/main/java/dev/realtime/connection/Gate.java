package dev.realtime.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.GenericMessage;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
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

	private static final Set<String> SECRET_HEADERS = Set.of(Headers.AUTHORIZATION, "authorization", Headers.TOKEN,
			StompHeaders.LOGIN, StompHeaders.PASSCODE);

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
		Connection connection = Connection.of(message);
		StompHeaderAccessor frame = StompHeaderAccessor.wrap(message);
		if (frame.isHeartbeat()) {
			return null;
		}
		StompCommand command = frame.getCommand();
		if (command == StompCommand.CONNECT || command == StompCommand.STOMP) {
			connect(connection, frame);
			return null;
		}
		if (connection.isNew()) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.NOT_CONNECTED);
			return null;
		}
		ClientFrame passed = (command != null) ? pass(connection, command, frame, (byte[]) message.getPayload()) : null;
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

	private @Nullable ClientFrame pass(Connection connection, StompCommand command, StompHeaderAccessor frame,
			byte[] body) {
		return switch (command) {
			case SUBSCRIBE -> subscribe(connection, frame);
			case SEND -> send(connection, frame, body);
			case UNSUBSCRIBE -> unsubscribe(connection, frame);
			case DISCONNECT -> disconnect(connection, frame);
			default -> invalid(connection);
		};
	}

	private static @Nullable ClientFrame invalid(Connection connection) {
		connection.close(CloseCode.PROTOCOL_ERROR, Refusal.INVALID_FRAME);
		return null;
	}

	// CONNECT

	private void connect(Connection connection, StompHeaderAccessor frame) {
		if (!connection.isNew()) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.ALREADY_CONNECTED);
			return;
		}
		StompVersion version = StompVersion.negotiate(frame.getFirstNativeHeader(StompHeaders.ACCEPT_VERSION));
		long[] beats = heartbeats(frame.getFirstNativeHeader(StompHeaders.HEARTBEAT));
		if (version == null || beats == null) {
			connection.close(CloseCode.PROTOCOL_ERROR, Refusal.INVALID_FRAME);
			return;
		}
		try {
			RealtimeUser user = this.authenticator.authenticate(token(frame));
			connection.speak(version, frame.getFirstNativeHeader(Headers.ACCEPT_FRAMING));
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

	static String token(StompHeaderAccessor frame) {
		String authorization = frame.getFirstNativeHeader(Headers.AUTHORIZATION);
		if (authorization == null) {
			authorization = frame.getFirstNativeHeader("authorization");
		}
		String token = frame.getFirstNativeHeader(Headers.TOKEN);
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
		if (!header.matches("\\d{1,9}\\s*,\\s*\\d{1,9}")) {
			return null;
		}
		String[] beats = header.split("\\s*,\\s*");
		return new long[] { Long.parseLong(beats[0]), Long.parseLong(beats[1]) };
	}

	// SUBSCRIBE, UNSUBSCRIBE, SEND, DISCONNECT

	private @Nullable ClientFrame subscribe(Connection connection, StompHeaderAccessor frame) {
		String destination = frame.getFirstNativeHeader(StompHeaders.DESTINATION);
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
		Set<String> allowed = Destinations.isOwned(destination) ? SUBSCRIBE_HEADERS : Set.of();
		return new ClientFrame(connection, StompCommand.SUBSCRIBE, destination, headers(frame, allowed, id),
				new byte[0]);
	}

	private @Nullable Refusal refusal(Connection connection, String destination, @Nullable String room) {
		int max = this.connections.properties().maxRooms();
		if (room != null) {
			if (!Room.isValid(room)) {
				return Refusal.INVALID_ROOM;
			}
			return (connection.roomCount() >= max) ? Refusal.TOO_MANY_ROOMS : null;
		}
		if (!destination.equals(Destinations.OWN_QUEUE)
				&& (Destinations.isOwned(destination) || !this.application.receives(destination))) {
			return Refusal.UNKNOWN_DESTINATION;
		}
		return (connection.subscriptionCount() - connection.roomCount() >= max) ? Refusal.TOO_MANY_ROOMS : null;
	}

	private static @Nullable String id(Connection connection, StompHeaderAccessor frame) {
		String id = frame.getFirstNativeHeader(StompHeaders.ID);
		if (id == null && connection.version() == StompVersion.V1_0) {
			id = frame.getFirstNativeHeader(StompHeaders.DESTINATION);
		}
		return (id != null && !id.isEmpty() && id.length() <= MAX_ID_LENGTH) ? id : null;
	}

	private @Nullable ClientFrame unsubscribe(Connection connection, StompHeaderAccessor frame) {
		String id = id(connection, frame);
		if (id == null) {
			return invalid(connection);
		}
		Subscription subscription = connection.subscription(id);
		if (subscription != null && connection.remove(subscription)) {
			subscription.end();
		}
		connection.confirm(frame.getReceipt());
		return null;
	}

	private @Nullable ClientFrame disconnect(Connection connection, StompHeaderAccessor frame) {
		connection.confirm(frame.getReceipt());
		connection.close(CloseCode.NORMAL);
		return null;
	}

	private @Nullable ClientFrame send(Connection connection, StompHeaderAccessor frame, byte[] body) {
		String destination = frame.getFirstNativeHeader(StompHeaders.DESTINATION);
		if (destination == null || destination.isEmpty()) {
			return invalid(connection);
		}
		String room = Destinations.room(destination);
		if (room != null && !Room.isValid(room)) {
			connection.refuseSend(shown(room), Refusal.INVALID_ROOM);
			return null;
		}
		if (destination.endsWith("/queue/realtime")) {
			connection.refuseSend(shown(destination), Refusal.SEND_FORBIDDEN);
			return null;
		}
		boolean known = room != null || destination.startsWith(Destinations.CALL)
				|| destination.equals(Destinations.REFRESH)
				|| (!Destinations.isOwned(destination) && this.application.accepts(destination));
		if (!known) {
			connection.refuseSend(shown(destination), Refusal.UNKNOWN_DESTINATION);
			return null;
		}
		Set<String> allowed = (room != null) ? SEND_HEADERS : Set.of();
		Map<String, String> headers = headers(frame, allowed, null);
		if (destination.equals(Destinations.REFRESH)) {
			String token = frame.getFirstNativeHeader(Headers.TOKEN);
			headers.put(Headers.TOKEN, (token != null) ? token : "");
		}
		return new ClientFrame(connection, StompCommand.SEND, destination, headers, body);
	}

	/**
	 * The headers that go on.
	 * @param allowed their names; empty where the application declares what it reads,
	 * which is then everything but secrets
	 */
	private static Map<String, String> headers(StompHeaderAccessor frame, Set<String> allowed, @Nullable String id) {
		Map<String, String> headers = new HashMap<>();
		for (Map.Entry<String, List<String>> header : frame.toNativeHeaderMap().entrySet()) {
			String name = header.getKey();
			if (allowed.isEmpty() ? !SECRET_HEADERS.contains(name) : allowed.contains(name)) {
				// the first of repeated headers counts, says STOMP 1.2
				headers.put(name, header.getValue().get(0));
			}
		}
		if (id != null) {
			headers.put(StompHeaders.ID, id);
		}
		return headers;
	}

	private static String shown(String name) {
		return (name.length() > MAX_SHOWN_LENGTH) ? name.substring(0, MAX_SHOWN_LENGTH) : name;
	}

}
