package dev.realtime.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import dev.realtime.SparingLog;
import dev.realtime.protocol.Frame;

/**
 * A session on a socket that is written to directly. It keeps of the handshake only what
 * the connection needs.
 */
final class DirectSession implements WebSocketSession, WebSocketReader.Client {

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(DirectSession.class));

	private final String id;

	private final Handshake handshake;

	private final WebSocketHandler handler;

	private final AtomicBoolean over = new AtomicBoolean();

	private volatile boolean closing;

	private @Nullable DirectTransport transport;

	private volatile @Nullable Outbound outbound;

	DirectSession(String id, Handshake handshake, WebSocketHandler handler) {
		this.id = id;
		this.handshake = handshake;
		this.handler = handler;
	}

	/**
	 * What is left of the handshake.
	 *
	 * @param uri what was asked for
	 * @param user who asked, for the application's HTTP security
	 * @param local our address
	 * @param remote the client's
	 * @param protocol the version of STOMP both named
	 * @param attributes of the session
	 */
	record Handshake(URI uri, @Nullable Principal user, InetSocketAddress local, InetSocketAddress remote,
			@Nullable String protocol, Map<String, Object> attributes) {

	}

	void open(DirectTransport transport) {
		this.transport = transport;
		handle(() -> this.handler.afterConnectionEstablished(this));
	}

	/**
	 * Gets a writer.
	 * @param outbound what waits for the client
	 */
	void attach(Outbound outbound) {
		this.outbound = outbound;
	}

	DirectTransport transport() {
		DirectTransport transport = this.transport;
		if (transport == null) {
			throw new IllegalStateException("Not open yet");
		}
		return transport;
	}

	void writable() {
		Outbound outbound = this.outbound;
		if (outbound != null) {
			outbound.writable();
		}
	}

	/** The client did not take what was written in time. */
	void stalled() {
		Outbound outbound = this.outbound;
		if (outbound != null) {
			outbound.stalled();
		}
	}

	void closing() {
		this.closing = true;
	}

	/** Whether nothing more comes from the client. */
	boolean isOver() {
		return this.over.get();
	}

	void ended(CloseStatus status) {
		if (this.over.compareAndSet(false, true)) {
			handle(() -> this.handler.afterConnectionClosed(this, status));
		}
	}

	private void handle(Handling handling) {
		try {
			handling.run();
		}
		catch (Exception ex) {
			failures.error("A WebSocket event could not be handled", ex);
			close(CloseStatus.SERVER_ERROR);
		}
	}

	// what comes in

	@Override
	public void data(byte[] part, boolean last) {
		handle(() -> this.handler.handleMessage(this, new BinaryMessage(ByteBuffer.wrap(part), last)));
	}

	@Override
	public void ping(byte[] payload) {
		Outbound outbound = this.outbound;
		if (outbound != null) {
			outbound.pong(payload);
		}
		pong();
	}

	@Override
	public void pong() {
		handle(() -> this.handler.handleMessage(this, new PongMessage()));
	}

	@Override
	public void close(CloseStatus status, CloseStatus answer) {
		close(answer);
		ended(status);
	}

	// what goes out

	/** Puts a message in line behind the connection's frames. */
	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		Outbound outbound = this.outbound;
		if (outbound == null) {
			throw new IOException("Not open yet");
		}
		outbound.offer(Frame.ofEncoded(Inbound.bytes(message.getPayload())), true);
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) {
		Outbound outbound = this.outbound;
		if (outbound != null) {
			outbound.close(status);
		}
		else {
			transport().abort();
		}
	}

	@Override
	public boolean isOpen() {
		return !this.closing && !isOver();
	}

	// what is known

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public URI getUri() {
		return this.handshake.uri();
	}

	/** Empty: headers hold secrets, and take memory. */
	@Override
	public HttpHeaders getHandshakeHeaders() {
		return HttpHeaders.EMPTY;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.handshake.attributes();
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.handshake.user();
	}

	@Override
	public InetSocketAddress getLocalAddress() {
		return this.handshake.local();
	}

	@Override
	public InetSocketAddress getRemoteAddress() {
		return this.handshake.remote();
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.handshake.protocol();
	}

	/** Without effect: messages come in parts, whatever their size. */
	@Override
	public void setTextMessageSizeLimit(int limit) {
		// see above
	}

	@Override
	public int getTextMessageSizeLimit() {
		return Integer.MAX_VALUE;
	}

	/** Without effect: messages come in parts, whatever their size. */
	@Override
	public void setBinaryMessageSizeLimit(int limit) {
		// see above
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return Integer.MAX_VALUE;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return List.of();
	}

	/** Something the endpoint does. */
	private interface Handling {

		void run() throws Exception;

	}

}
