package dev.realtime.connection;

import java.util.List;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;

/**
 * Lets pages of the application's own origin connect, and of those it allows. Browsers do
 * not: to them a WebSocket has no origin.
 */
class Origins extends OriginHandshakeInterceptor {

	Origins(List<String> allowed) {
		if (allowed.contains("*")) {
			setAllowedOriginPatterns(List.of("*"));
		}
		else {
			setAllowedOrigins(allowed);
		}
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) throws Exception {
		try {
			return super.beforeHandshake(request, response, handler, attributes);
		}
		catch (IllegalArgumentException ex) {
			// no origin at all, which would else be an error of the server with a stack
			// trace in the log, as often as somebody likes
			response.setStatusCode(HttpStatus.FORBIDDEN);
			return false;
		}
	}

}
