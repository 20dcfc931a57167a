package dev.realtime.test;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/** A WebSocket without a socket. */
class InProcessSession implements WebSocketSession {

	private final String id = UUID.randomUUID().toString();

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final WebSocketHandler endpoint;

	private final Consumer<String> received;

	private final Consumer<CloseStatus> closed;

	private volatile boolean open = true;

	InProcessSession(WebSocketHandler endpoint, Consumer<String> received, Consumer<CloseStatus> closed) {
		this.endpoint = endpoint;
		this.received = received;
		this.closed = closed;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public @Nullable URI getUri() {
		return null;
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return new HttpHeaders();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return null;
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return "v12.stomp";
	}

	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
		// there is no buffer
	}

	@Override
	public int getTextMessageSizeLimit() {
		return Integer.MAX_VALUE;
	}

	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
		// there is no buffer
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return Integer.MAX_VALUE;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return List.of();
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) {
		if (message instanceof TextMessage text) {
			this.received.accept(text.getPayload());
		}
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	/** Ended by the server. */
	@Override
	public void close(CloseStatus status) {
		end(status);
	}

	/** Ended by the client or the network. */
	void cut(CloseStatus status) {
		end(status);
	}

	private void end(CloseStatus status) {
		synchronized (this) {
			if (!this.open) {
				return;
			}
			this.open = false;
		}
		this.closed.accept(status);
		try {
			this.endpoint.afterConnectionClosed(this, status);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
