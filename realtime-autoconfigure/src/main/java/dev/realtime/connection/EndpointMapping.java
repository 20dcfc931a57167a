package dev.realtime.connection;

import java.util.List;
import java.util.Map;

import org.springframework.core.Ordered;
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

	EndpointMapping(EndpointProperties properties, WebSocketHandler endpoint, HandshakeHandler upgrade) {
		WebSocketHttpRequestHandler handshake = new WebSocketHttpRequestHandler(endpoint, upgrade);
		handshake.setHandshakeInterceptors(List.of(new Origins(properties.allowedOrigins())));
		setOrder(ORDER);
		setUrlMap(Map.of(properties.path(), handshake));
	}

}
