package dev.realtime.relay;

import java.nio.file.Path;
import java.util.Set;

import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/** An Artemis in this JVM: a broker that keeps nothing and has topics. */
final class TopicBroker implements AutoCloseable {

	private final EmbeddedActiveMQ broker;

	private TopicBroker(EmbeddedActiveMQ broker) {
		this.broker = broker;
	}

	static TopicBroker start(Path directory, int port, String... parameters) throws Exception {
		return start(directory, port, false, parameters);
	}

	/** Starts one that knows {@code app} with the password {@code open sesame} alone. */
	static TopicBroker startSecured(Path directory, int port) throws Exception {
		return start(directory, port, true);
	}

	private static TopicBroker start(Path directory, int port, boolean secured, String... parameters) throws Exception {
		ConfigurationImpl configuration = new ConfigurationImpl();
		configuration.setPersistenceEnabled(false)
			.setSecurityEnabled(secured)
			.setJournalDirectory(directory.toString())
			.addAcceptorConfiguration("stomp", "tcp://0.0.0.0:" + port
					+ "?protocols=STOMP;multicastPrefix=/topic/;anycastPrefix=/queue/;" + String.join(";", parameters));
		EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
		if (secured) {
			broker.setSecurityManager(new OneUser());
		}
		broker.start();
		return new TopicBroker(broker);
	}

	int connections() {
		return this.broker.getActiveMQServer().getRemotingService().getConnections().size();
	}

	@Override
	public void close() {
		try {
			this.broker.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Artemis does not stop", ex);
		}
	}

	/** Knows one user. */
	private static final class OneUser implements ActiveMQSecurityManager {

		@Override
		public boolean validateUser(String user, String password) {
			return "app".equals(user) && "open sesame".equals(password);
		}

		@Override
		public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
			return validateUser(user, password);
		}

	}

}
