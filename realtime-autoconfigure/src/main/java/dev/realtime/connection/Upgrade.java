package dev.realtime.connection;

import java.util.Map;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.context.ServletContextAware;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Decides how a request becomes a WebSocket: directly on Tomcat's socket where that is
 * wanted and possible, else by the container. It does not while the server is stopping.
 */
final class Upgrade implements HandshakeHandler, ServletContextAware, Lifecycle {

	private final DefaultHandshakeHandler container;

	private final @Nullable DefaultHandshakeHandler direct;

	private final Connections connections;

	Upgrade(Connections connections, DirectSockets sockets) {
		this.connections = connections;
		this.container = new DefaultHandshakeHandler(new ContainerUpgrade());
		boolean possible = connections.properties().directWrite()
				&& TomcatUpgrade.isPossible(Upgrade.class.getClassLoader());
		this.direct = possible ? new DefaultHandshakeHandler(new TomcatUpgrade(connections.properties(), sockets))
				: null;
	}

	@Override
	public boolean doHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		if (this.connections.isDraining()) {
			response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			response.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
			return false;
		}
		if (!knowsUpgrades(request) || !hasReadableExtensions(request)) {
			response.setStatusCode(HttpStatus.BAD_REQUEST);
			return false;
		}
		if (this.direct != null && request instanceof ServletServerHttpRequest servlet
				&& TomcatUpgrade.isTomcat(servlet.getServletRequest())) {
			return this.direct.doHandshake(request, response, handler, attributes);
		}
		return this.container.doHandshake(request, response, handler, attributes);
	}

	/** HTTP/1.0 does not (RFC 6455, section 4.1), and Spring does not ask. */
	private static boolean knowsUpgrades(ServerHttpRequest request) {
		return !(request instanceof ServletServerHttpRequest servlet)
				|| !"HTTP/1.0".equals(servlet.getServletRequest().getProtocol());
	}

	/** Spring reads them, and fails where they are broken. */
	private static boolean hasReadableExtensions(ServerHttpRequest request) {
		try {
			new WebSocketHttpHeaders(request.getHeaders()).getSecWebSocketExtensions();
			return true;
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return false;
		}
	}

	@Override
	public void setServletContext(ServletContext servletContext) {
		this.container.setServletContext(servletContext);
	}

	@Override
	public void start() {
		this.container.start();
	}

	@Override
	public void stop() {
		this.container.stop();
	}

	@Override
	public boolean isRunning() {
		return this.container.isRunning();
	}

}
