package dev.realtime.relay;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the environment of a broker's container says about those who may log in, as the
 * images of RabbitMQ, Artemis and ActiveMQ understand it.
 *
 * @param username who may log in
 * @param password the user's password
 * @param virtualHost the virtual host
 */
record BrokerEnvironment(String username, String password, String virtualHost) {

	/** Where these brokers speak STOMP, in their containers. */
	static final int STOMP_PORT = 61613;

	private static final String[] IMAGES = { "rabbitmq", "artemis", "activemq", "apache/artemis",
			"apache/activemq-artemis", "apache/activemq-classic" };

	static String[] images() {
		return IMAGES.clone();
	}

	static BrokerEnvironment of(Map<String, @Nullable String> environment) {
		return new BrokerEnvironment(
				first(environment, "guest", "RABBITMQ_DEFAULT_USER", "RABBITMQ_USERNAME", "ARTEMIS_USER",
						"ACTIVEMQ_CONNECTION_USER"),
				first(environment, "guest", "RABBITMQ_DEFAULT_PASS", "RABBITMQ_PASSWORD", "ARTEMIS_PASSWORD",
						"ACTIVEMQ_CONNECTION_PASSWORD"),
				first(environment, "/", "RABBITMQ_DEFAULT_VHOST", "RABBITMQ_VHOST"));
	}

	private static String first(Map<String, @Nullable String> environment, String otherwise, String... names) {
		for (String name : names) {
			String value = environment.get(name);
			if (value != null) {
				return value;
			}
		}
		return otherwise;
	}

	@Override
	public String toString() {
		// without the credentials
		return "BrokerEnvironment[virtualHost=" + this.virtualHost + "]";
	}

}
