package dev.realtime.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.security.ConcurrentMessageDigest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/**
 * Upgrades a request on Tomcat to a {@link TomcatSocket}: past Tomcat's own WebSocket,
 * which would keep some 30 KB of buffers for each connection, copy what is written two
 * times, and compress it once for each receiver.
 */
final class TomcatUpgrade implements RequestUpgradeStrategy {

	private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.ISO_8859_1);

	/** None that can be told from the last ones: brokers name queues of users by them. */
	private final IdGenerator ids = new JdkIdGenerator();

	private final ConnectionProperties properties;

	private final DirectSockets sockets;

	TomcatUpgrade(ConnectionProperties properties, DirectSockets sockets) {
		this.properties = properties;
		this.sockets = sockets;
	}

	/**
	 * Whether the class path has the Tomcat this was written for.
	 * @param loader the application's
	 * @return whether it may be used for Tomcat's requests
	 */
	static boolean isPossible(ClassLoader loader) {
		try {
			Class.forName("org.apache.tomcat.util.net.SecureNioChannel", false, loader);
			return TomcatSocket.class.getDeclaredMethods().length > 0;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	static boolean isTomcat(HttpServletRequest request) {
		return "HTTP/1.1".equals(request.getProtocol())
				&& request.getServletContext().getServerInfo().startsWith("Apache Tomcat/");
	}

	@Override
	public String[] getSupportedVersions() {
		return new String[] { "13" };
	}

	@Override
	public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
		return List.of();
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		HttpServletResponse servletResponse = ((ServletServerHttpResponse) response).getServletResponse();
		servletResponse.setHeader("Upgrade", "websocket");
		servletResponse.setHeader("Connection", "Upgrade");
		servletResponse.setHeader("Sec-WebSocket-Accept", accept(servletRequest.getHeader("Sec-WebSocket-Key")));
		if (selectedProtocol != null) {
			servletResponse.setHeader("Sec-WebSocket-Protocol", selectedProtocol);
		}
		String compression = this.properties.compression()
				? Compression.accept(new WebSocketHttpHeaders(request.getHeaders()).getSecWebSocketExtensions()) : null;
		if (compression != null) {
			servletResponse.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, compression);
		}
		long maxInflated = (compression != null) ? this.properties.maxMessageSize().toBytes() : 0;
		DirectSession.Handshake handshake = new DirectSession.Handshake(request.getURI(), user, local(servletRequest),
				request.getRemoteAddress(), selectedProtocol, attributes);
		DirectSession session = new DirectSession(this.ids.generateId().toString(), handshake, handler);
		try {
			servletRequest.upgrade(TomcatSocket.class)
				.prepare(session, new WebSocketReader(session, maxInflated), this.sockets, compression != null);
		}
		catch (IOException | ServletException ex) {
			throw new HandshakeFailureException("Tomcat did not upgrade the request", ex);
		}
	}

	/** By number: a name would have to be looked up. */
	private static InetSocketAddress local(HttpServletRequest request) {
		return InetSocketAddress.createUnresolved(request.getLocalAddr(), request.getLocalPort());
	}

	private static String accept(String key) {
		return Base64.getEncoder()
			.encodeToString(ConcurrentMessageDigest.digestSHA1(key.getBytes(StandardCharsets.ISO_8859_1), GUID));
	}

}
