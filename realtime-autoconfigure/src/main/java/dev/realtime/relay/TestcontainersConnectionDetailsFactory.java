package dev.realtime.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.ClassUtils;

/**
 * Finds the broker in a container that is a {@code @ServiceConnection}. The container has
 * to expose its STOMP port.
 */
class TestcontainersConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, RealtimeRelayConnectionDetails> {

	/** Known by themselves: a bean's image is not known before the bean. */
	private static final List<String> TYPES = List.of("org.testcontainers.rabbitmq.RabbitMQContainer",
			"org.testcontainers.activemq.ArtemisContainer", "org.testcontainers.activemq.ActiveMQContainer");

	TestcontainersConnectionDetailsFactory() {
		super(List.of(BrokerEnvironment.images()));
	}

	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		return super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType) || TYPES.stream()
			.filter((type) -> ClassUtils.isPresent(type, null))
			.anyMatch((type) -> source.accepts(null, ClassUtils.resolveClassName(type, null),
					requiredConnectionDetailsType));
	}

	@Override
	protected RealtimeRelayConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<Container<?>> source) {
		return new TestcontainersDetails(source);
	}

	/** What a container says, once it has started. */
	private static final class TestcontainersDetails extends ContainerConnectionDetails<Container<?>>
			implements RealtimeRelayConnectionDetails {

		TestcontainersDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public List<Address> addresses() {
			Container<?> container = getContainer();
			return List.of(new Address(container.getHost(), container.getMappedPort(BrokerEnvironment.STOMP_PORT)));
		}

		private BrokerEnvironment environment() {
			return BrokerEnvironment.of(getContainer().getEnvMap());
		}

		@Override
		public String username() {
			return environment().username();
		}

		@Override
		public String password() {
			return environment().password();
		}

		@Override
		public String virtualHost() {
			return environment().virtualHost();
		}

		@Override
		public @Nullable SslBundle sslBundle() {
			return getSslBundle();
		}

	}

}
