package dev.realtime.relay;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

/**
 * How nodes are joined with realtime.broker=relay.
 *
 * @param host Host of the STOMP broker.
 * @param port STOMP port of the broker.
 * @param addresses Addresses of the broker's nodes as host:port, tried in turn; replace
 * host and port.
 * @param username User to log in as.
 * @param password Password of the user.
 * @param virtualHost Virtual host of the broker.
 * @param sslBundle Name of the SSL bundle that protects the connection.
 * @param destination Name of the stream or topic that joins the nodes; nodes of one
 * application share it, applications do not.
 * @param heartbeat Interval at which either side shows that it is alive.
 * @param patience How long an event waits for the broker before this node delivers it to
 * its own clients alone.
 * @param buffer What may wait for a broker that is away.
 * @param retention What the stream keeps for nodes that start.
 */
@ConfigurationProperties("realtime.relay")
record RelayProperties(@DefaultValue("localhost") String host, @DefaultValue("61613") int port,
		@DefaultValue List<String> addresses, @DefaultValue("guest") String username,
		@DefaultValue("guest") String password, @DefaultValue("/") String virtualHost, @Nullable String sslBundle,
		@DefaultValue("realtime") String destination, @DefaultValue("10s") Duration heartbeat,
		@DefaultValue("2s") Duration patience, @DefaultValue("16MB") DataSize buffer,
		@DefaultValue("256MB") DataSize retention) {

	RelayProperties {
		requireText("host", host, "Must be the name or address of the broker, such as localhost.");
		requireText("username", username, "Must be a user of the broker; guest is most brokers' own.");
		requireText("virtual-host", virtualHost, "Must be a virtual host of the broker; '/' is the usual one.");
		if (sslBundle != null) {
			requireText("ssl-bundle", sslBundle, "Must be the name of a bundle below spring.ssl.bundle.");
		}
		if (port < 1 || port > 65535) {
			throw invalid("port", port, "Must be a TCP port from 1 to 65535; STOMP has 61613.");
		}
		if (!destination.matches("[A-Za-z0-9_-]{1,100}")) {
			throw invalid("destination", destination, "Must be 1 to 100 letters, digits, '_' or '-'.");
		}
		if (heartbeat.compareTo(Duration.ofMillis(100)) < 0) {
			throw invalid("heartbeat", heartbeat, "Must be at least 100ms, such as 10s.");
		}
		if (patience.isNegative() || patience.isZero()) {
			throw invalid("patience", patience, "Must be positive, such as 2s.");
		}
		if (buffer.toBytes() < 1024 * 1024) {
			throw invalid("buffer", buffer, "Must be at least 1MB.");
		}
		if (retention.toBytes() < 1024 * 1024) {
			throw invalid("retention", retention, "Must be at least 1MB.");
		}
		addresses.forEach(RelayProperties::address);
	}

	private static void requireText(String name, String value, String reason) {
		if (value.isBlank()) {
			throw invalid(name, value, reason);
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("realtime.relay." + name, value, reason);
	}

	List<Address> allAddresses() {
		return this.addresses.isEmpty() ? List.of(new Address(this.host, this.port))
				: this.addresses.stream().map(RelayProperties::address).toList();
	}

	private static Address address(String text) {
		int colon = text.lastIndexOf(':');
		try {
			int port = Integer.parseInt(text.substring(colon + 1));
			if (colon > 0 && port > 0 && port <= 65535) {
				return new Address(text.substring(0, colon), port);
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw invalid("addresses", text, "Must be host:port, such as broker-1:61613.");
	}

	@Override
	public String toString() {
		// without the credentials
		return "RelayProperties[" + allAddresses() + ", destination=" + this.destination + "]";
	}

}
