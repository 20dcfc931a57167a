package dev.realtime.connection;

import java.nio.ByteBuffer;
import java.util.List;

import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import dev.realtime.SparingLog;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.FrameRefused;
import dev.realtime.protocol.ReceivedFrame;
import dev.realtime.protocol.Refusal;

/**
 * The WebSocket endpoint: each socket becomes a {@link Connection}, and what comes in
 * goes frame by frame through the inbound channel, whose first interceptor is the
 * {@link Gate}.
 * <p>
 * It takes messages in parts so that the container needs no buffer of the size of the
 * largest message for each connection.
 */
class RealtimeEndpoint implements WebSocketHandler, SubProtocolCapable {

	private static final Log logger = LogFactory.getLog(RealtimeEndpoint.class);

	private static final SparingLog failures = new SparingLog(logger);

	private static final boolean jakartaPresent = ClassUtils.isPresent("jakarta.websocket.Session",
			RealtimeEndpoint.class.getClassLoader());

	private final Connections connections;

	private final MessageChannel inbound;

	RealtimeEndpoint(Connections connections, MessageChannel inbound) {
		this.connections = connections;
		this.inbound = inbound;
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of("v12.stomp", "v11.stomp", "v10.stomp");
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		if (jakartaPresent) {
			Jakarta.prepare(session, this.connections.properties());
		}
		Connection connection = this.connections.add(session);
		if (connection != null) {
			session.getAttributes().put(Connection.ATTRIBUTE, connection);
		}
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		Connection connection = connection(session);
		if (connection == null || connection.isClosed()) {
			return;
		}
		connection.inbound().read(true);
		try {
			if (message instanceof PongMessage || message instanceof PingMessage) {
				connection.inbound().countControl();
			}
			else {
				receive(connection, message);
			}
		}
		catch (FrameRefused ex) {
			connection.close(closeCode(ex.refusal()), ex.refusal());
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			failures.error("A frame could not be handled", ex);
			connection.close(CloseCode.INTERNAL, Refusal.INTERNAL);
		}
		finally {
			connection.inbound().read(false);
		}
	}

	private static CloseCode closeCode(Refusal refusal) {
		if (refusal == Refusal.TOO_FAST) {
			return CloseCode.LIMIT_EXCEEDED;
		}
		return (refusal == Refusal.MESSAGE_TOO_LARGE) ? CloseCode.MESSAGE_TOO_LARGE : CloseCode.PROTOCOL_ERROR;
	}

	private void receive(Connection connection, WebSocketMessage<?> message) throws FrameRefused {
		byte[] bytes = Inbound.bytes(message.getPayload());
		connection.inbound().count(bytes.length, message.isLast());
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		ReceivedFrame frame = connection.inbound().next(buffer);
		while (frame != null) {
			this.inbound.send(new GenericMessage<>(new Received(connection, frame)));
			// what follows a frame that ended the connection is not even decoded
			frame = connection.isClosed() ? null : connection.inbound().next(buffer);
		}
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		// the container closes the socket, which says all there is to say
		logger.debug("Transport error", exception);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		Connection connection = connection(session);
		if (connection != null) {
			connection.closed(status);
		}
	}

	private static @Nullable Connection connection(WebSocketSession session) {
		return (Connection) session.getAttributes().get(Connection.ATTRIBUTE);
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	/** Touched only where the container speaks Jakarta WebSocket. */
	private static final class Jakarta {

		/** Enough for one frame of a chat; larger messages come in parts. */
		private static final int BUFFER = 1024;

		/** Documented by Tomcat; other containers ignore it. */
		private static final String BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

		/** How long a client may take to answer a close frame, in the same way. */
		private static final String SESSION_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

		private static final long CLOSE_TIMEOUT_MILLIS = 5000;

		static void prepare(WebSocketSession session, ConnectionProperties properties) {
			Session container = (session instanceof NativeWebSocketSession wrapper)
					? wrapper.getNativeSession(Session.class) : null;
			if (container != null) {
				container.setMaxTextMessageBufferSize(BUFFER);
				container.setMaxBinaryMessageBufferSize(BUFFER);
				container.getUserProperties().put(BLOCKING_SEND_TIMEOUT, properties.sendTimeout().toMillis());
				container.getUserProperties().put(SESSION_CLOSE_TIMEOUT, CLOSE_TIMEOUT_MILLIS);
			}
		}

	}

}
