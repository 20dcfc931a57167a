package dev.realtime.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the broker is that joins the nodes, and how to log in. A bean of this type
 * replaces the properties below {@code realtime.relay} that say the same.
 *
 * @since 0.1
 */
public interface RealtimeRelayConnectionDetails extends ConnectionDetails {

	/**
	 * The broker's addresses, tried in turn.
	 * @return at least one
	 */
	List<Address> addresses();

	/**
	 * Who logs in.
	 * @return the user's name
	 */
	default String username() {
		return "guest";
	}

	/**
	 * How the user logs in.
	 * @return the password
	 */
	default String password() {
		return "guest";
	}

	/**
	 * The broker's virtual host.
	 * @return its name
	 */
	default String virtualHost() {
		return "/";
	}

	/**
	 * How the connection is protected.
	 * @return {@code null} for plain TCP
	 */
	default @Nullable SslBundle sslBundle() {
		return null;
	}

	/**
	 * An address of the broker.
	 *
	 * @param host name or IP address
	 * @param port its STOMP port
	 */
	record Address(String host, int port) {

	}

}
