package dev.realtime.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/** Finds the broker that Docker Compose runs, if it publishes its STOMP port. */
class ComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<RealtimeRelayConnectionDetails> {

	ComposeConnectionDetailsFactory() {
		super(BrokerEnvironment.images());
	}

	@Override
	protected @Nullable RealtimeRelayConnectionDetails getDockerComposeConnectionDetails(
			DockerComposeConnectionSource source) {
		try {
			return new ComposeDetails(source.getRunningService());
		}
		catch (IllegalStateException ex) {
			// it does not publish the port: it serves something else
			return null;
		}
	}

	/** What a running service says. */
	private static final class ComposeDetails extends DockerComposeConnectionDetails
			implements RealtimeRelayConnectionDetails {

		private final Address address;

		private final BrokerEnvironment environment;

		private final @Nullable SslBundle sslBundle;

		ComposeDetails(RunningService service) {
			super(service);
			this.address = new Address(service.host(), service.ports().get(BrokerEnvironment.STOMP_PORT));
			this.environment = BrokerEnvironment.of(service.env());
			this.sslBundle = getSslBundle(service);
		}

		@Override
		public List<Address> addresses() {
			return List.of(this.address);
		}

		@Override
		public String username() {
			return this.environment.username();
		}

		@Override
		public String password() {
			return this.environment.password();
		}

		@Override
		public String virtualHost() {
			return this.environment.virtualHost();
		}

		@Override
		public @Nullable SslBundle sslBundle() {
			return this.sslBundle;
		}

	}

}
