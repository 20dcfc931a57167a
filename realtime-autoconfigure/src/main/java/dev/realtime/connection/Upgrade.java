package dev.realtime.connection;

import java.util.Map;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.context.ServletContextAware;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Decides how a request becomes a WebSocket: directly on Tomcat's socket where that is
 * wanted and possible, else by the container.
 */
final class Upgrade implements HandshakeHandler, ServletContextAware, Lifecycle {

	private final DefaultHandshakeHandler container;

	private final @Nullable DefaultHandshakeHandler direct;

	Upgrade(ConnectionProperties properties, DirectSockets sockets) {
		this.container = new DefaultHandshakeHandler();
		boolean possible = properties.directWrite() && TomcatUpgrade.isPossible(Upgrade.class.getClassLoader());
		this.direct = possible ? new DefaultHandshakeHandler(new TomcatUpgrade(sockets)) : null;
	}

	@Override
	public boolean doHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		if (this.direct != null && request instanceof ServletServerHttpRequest servlet
				&& TomcatUpgrade.isTomcat(servlet.getServletRequest())) {
			return this.direct.doHandshake(request, response, handler, attributes);
		}
		return this.container.doHandshake(request, response, handler, attributes);
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
