package dev.realtime.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.adapter.standard.StandardWebSocketHandlerAdapter;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.standard.ServerEndpointRegistration;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

/**
 * Upgrades a request by way of the container, and without extensions: containers grant
 * permessage-deflate by themselves, and then compress every event once for each receiver,
 * which costs more than all the rest of the delivery.
 */
final class ContainerUpgrade extends StandardWebSocketUpgradeStrategy {

	@Override
	public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
		return List.of();
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HttpServletRequest servletRequest = getHttpServletRequest(request);
		// by number: a name would have to be looked up
		InetSocketAddress local = InetSocketAddress.createUnresolved(servletRequest.getLocalAddr(),
				servletRequest.getLocalPort());
		// copied, since the container uses them again for other requests
		StandardWebSocketSession session = new StandardWebSocketSession(HttpHeaders.copyOf(request.getHeaders()),
				attributes, local, request.getRemoteAddress(), user);
		Plain endpoint = new Plain(servletRequest.getRequestURI(),
				new StandardWebSocketHandlerAdapter(handler, session));
		endpoint.setSubprotocols((selectedProtocol != null) ? List.of(selectedProtocol) : List.of());
		try {
			getContainer(servletRequest).upgradeHttpToWebSocket(servletRequest, getHttpServletResponse(response),
					endpoint, Map.of());
		}
		catch (IOException | DeploymentException ex) {
			throw new HandshakeFailureException("The container did not upgrade the request", ex);
		}
	}

	/** An endpoint that no extension is negotiated for. */
	private static final class Plain extends ServerEndpointRegistration {

		Plain(String path, Endpoint endpoint) {
			super(path, endpoint);
		}

		@Override
		public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
			return List.of();
		}

	}

}
