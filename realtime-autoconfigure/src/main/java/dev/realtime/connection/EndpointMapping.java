package dev.realtime.connection;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Maps the endpoint's path, before any catch-all of the application.
 */
class EndpointMapping extends WebSocketHandlerMapping {

	/** Ahead of everything an application maps by annotations, functions or resources. */
	static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1000;

	EndpointMapping(EndpointProperties properties, Connections connections, WebSocketHandler endpoint,
			HandshakeHandler upgrade) {
		WebSocketHttpRequestHandler handshake = new WebSocketHttpRequestHandler(endpoint, upgrade);
		handshake.setHandshakeInterceptors(List.of(new Origins(properties.allowedOrigins())));
		setOrder(ORDER);
		setUrlMap(Map.of(properties.path(), new Uncompressed(handshake, connections)));
	}

	/**
	 * Hides the client's wish for permessage-deflate. Containers grant it by themselves
	 * and then compress every event once for each receiver, which costs more than all the
	 * rest of the delivery.
	 */
	private static final class Uncompressed implements HttpRequestHandler, org.springframework.context.Lifecycle,
			org.springframework.web.context.ServletContextAware {

		private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

		private final WebSocketHttpRequestHandler handshake;

		private final Connections connections;

		Uncompressed(WebSocketHttpRequestHandler handshake, Connections connections) {
			this.handshake = handshake;
			this.connections = connections;
		}

		@Override
		public void handleRequest(HttpServletRequest request, HttpServletResponse response)
				throws jakarta.servlet.ServletException, java.io.IOException {
			if (this.connections.isDraining()) {
				response.setHeader("Retry-After", "1");
				response.sendError(HttpStatus.SERVICE_UNAVAILABLE.value());
				return;
			}
			this.handshake.handleRequest(new HttpServletRequestWrapper(request) {

				@Override
				public @Nullable String getHeader(String name) {
					return EXTENSIONS.equalsIgnoreCase(name) ? null : super.getHeader(name);
				}

				@Override
				public Enumeration<String> getHeaders(String name) {
					return EXTENSIONS.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
				}

			}, response);
		}

		@Override
		public void setServletContext(jakarta.servlet.ServletContext servletContext) {
			this.handshake.setServletContext(servletContext);
		}

		@Override
		public void start() {
			this.handshake.start();
		}

		@Override
		public void stop() {
			this.handshake.stop();
		}

		@Override
		public boolean isRunning() {
			return this.handshake.isRunning();
		}

	}

}
