package dev.realtime.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Frame;

/**
 * Writes through the container's own WebSocket, which blocks until the client has taken
 * what is written.
 */
final class ContainerTransport implements Transport {

	private static final Log logger = LogFactory.getLog(ContainerTransport.class);

	private static final boolean jakartaPresent = ClassUtils.isPresent("jakarta.websocket.Session",
			ContainerTransport.class.getClassLoader());

	private final WebSocketSession session;

	private final @Nullable Jakarta jakarta;

	private Framing framing = Framing.PLAIN;

	ContainerTransport(WebSocketSession session) {
		this.session = session;
		this.jakarta = jakartaPresent ? Jakarta.of(session) : null;
	}

	@Override
	public void use(Framing framing) {
		this.framing = framing;
	}

	@Override
	public void write(Frame... frames) throws IOException {
		if (this.framing.batch() && frames.length > 1) {
			send(Frame.concatenate(frames));
		}
		else if (this.jakarta != null && frames.length > 1) {
			this.jakarta.write(frames, this.framing.binary());
		}
		else {
			for (Frame frame : frames) {
				send(frame);
			}
		}
	}

	private void send(Frame frame) throws IOException {
		if (this.framing.binary()) {
			this.session.sendMessage(new BinaryMessage(ByteBuffer.wrap(frame.bytes())));
		}
		else {
			this.session.sendMessage(new TextMessage(frame.text()));
		}
	}

	@Override
	public boolean isBlocking() {
		return true;
	}

	/** Always: a write returns when all of it is written. */
	@Override
	public boolean flush() {
		return true;
	}

	@Override
	public boolean isFlushed() {
		return true;
	}

	@Override
	public void awaitWritable() {
		throw new IllegalStateException("Nothing is ever kept");
	}

	@Override
	public void ping() throws IOException {
		this.session.sendMessage(new PingMessage());
	}

	/** Nothing to do: the container answers. */
	@Override
	public void pong(byte[] payload) {
		// see above
	}

	@Override
	public void close(CloseStatus status) throws IOException {
		this.session.close(status);
	}

	@Override
	public void abort() {
		try {
			this.session.close(CloseCode.SLOW_CONSUMER.status());
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("A socket is beyond closing, which is what was wanted", ex);
		}
	}

	/** Several messages in one write, touched only where Jakarta WebSocket is there. */
	private static final class Jakarta {

		private final RemoteEndpoint remote;

		private final Sending sending;

		private Jakarta(RemoteEndpoint remote, Sending sending) {
			this.remote = remote;
			this.sending = sending;
		}

		static @Nullable Jakarta of(WebSocketSession session) {
			Session container = (session instanceof NativeWebSocketSession wrapper)
					? wrapper.getNativeSession(Session.class) : null;
			if (container == null) {
				return null;
			}
			// Jetty batches nothing else, and others take one of these at a time
			boolean asynchronous = container.getClass().getName().startsWith("org.eclipse.jetty.");
			return asynchronous ? of(container.getAsyncRemote()) : of(container.getBasicRemote());
		}

		private static Jakarta of(RemoteEndpoint.Basic remote) {
			return new Jakarta(remote, (frame, binary) -> {
				if (binary) {
					remote.sendBinary(ByteBuffer.wrap(frame.bytes()));
				}
				else {
					remote.sendText(frame.text());
				}
			});
		}

		/** What fails shows with the next message, or when all are flushed. */
		private static Jakarta of(RemoteEndpoint.Async remote) {
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			SendHandler handler = (result) -> failure.compareAndSet(null, result.getException());
			return new Jakarta(remote, (frame, binary) -> {
				if (failure.get() != null) {
					throw new IOException("The container could not write", failure.get());
				}
				if (binary) {
					remote.sendBinary(ByteBuffer.wrap(frame.bytes()), handler);
				}
				else {
					remote.sendText(frame.text(), handler);
				}
			});
		}

		void write(Frame[] frames, boolean binary) throws IOException {
			this.remote.setBatchingAllowed(true);
			try {
				for (Frame frame : frames) {
					this.sending.send(frame, binary);
				}
			}
			finally {
				// flushes
				this.remote.setBatchingAllowed(false);
			}
		}

		/** How a message is sent. */
		@FunctionalInterface
		private interface Sending {

			void send(Frame frame, boolean binary) throws IOException;

		}

	}

}
