package dev.realtime.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.socket.WebSocketHandler;

import dev.realtime.connection.ConnectionTokens;

/**
 * Opens clients that speak to the application's endpoint in its own process, without a
 * port: the frames, the gate, the access rules, history and fan-out are the real ones,
 * only the socket is not.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 * @see RealtimeTest
 */
public final class RealtimeClients {

	private final ObjectProvider<WebSocketHandler> endpoint;

	private final ConnectionTokens tokens;

	private final List<RealtimeClient> open = new CopyOnWriteArrayList<>();

	RealtimeClients(ObjectProvider<WebSocketHandler> endpoint, ConnectionTokens tokens) {
		this.endpoint = endpoint;
		this.tokens = tokens;
	}

	/**
	 * Connects a user, with a token issued by {@link ConnectionTokens}.
	 * @param user the user's name
	 * @return the connected client
	 * @throws AssertionError if the connection is refused
	 */
	public RealtimeClient connect(String user) {
		return connectWithToken(this.tokens.issue(user));
	}

	/**
	 * Connects with a token of the test's own.
	 * @param token the connection token
	 * @return the connected client
	 * @throws AssertionError if the connection is refused; the message holds the code
	 */
	public RealtimeClient connectWithToken(String token) {
		RealtimeClient client = new RealtimeClient(this.endpoint.getObject());
		this.open.add(client);
		client.connect(token);
		return client;
	}

	void closeAll() {
		this.open.forEach(RealtimeClient::close);
		this.open.clear();
	}

}
