package dev.realtime.relay;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsNotFoundException;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** Where the broker is, said by containers that only pretend to run. */
class ServiceConnectionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { TypedContainer.class, NamedContainer.class })
	void takesTheBrokerInAContainer(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			RealtimeRelayConnectionDetails details = context.getBean(RealtimeRelayConnectionDetails.class);
			assertThat(details.addresses()).containsExactly(new Address("container", 40013));
			assertThat(details.username()).isEqualTo("app");
			assertThat(details.password()).isEqualTo("pw");
			assertThat(details.virtualHost()).isEqualTo("/");
			assertThat(details.sslBundle()).isNull();
		});
	}

	@Test
	void takesNoContainerForABrokerThatIsNone() {
		this.runner.withUserConfiguration(Database.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(ConnectionDetailsNotFoundException.class));
	}

	@Test
	void takesTheBrokerThatComposeRuns() {
		RealtimeRelayConnectionDetails details = composed("apache/artemis:2.50.0",
				Map.of("ARTEMIS_USER", "app", "ARTEMIS_PASSWORD", "pw"), Map.of(61613, 40013));
		assertThat(details.addresses()).containsExactly(new Address("compose", 40013));
		assertThat(details.username()).isEqualTo("app");
		assertThat(details.password()).isEqualTo("pw");
		assertThat(composed("rabbitmq:4", Map.of("RABBITMQ_DEFAULT_VHOST", "chat"), Map.of(61613, 1)))
			.returns("chat", RealtimeRelayConnectionDetails::virtualHost)
			.returns("guest", RealtimeRelayConnectionDetails::username);
	}

	@Test
	void leavesWhatSpeaksNoStompToOthers() {
		assertThat(composed("rabbitmq:4", Map.of(), Map.of(5672, 40000))).isNull();
		assertThat(composed("nginx:1", Map.of(), Map.of(61613, 40013))).isNull();
	}

	private static @Nullable RealtimeRelayConnectionDetails composed(String image,
			Map<String, @Nullable String> environment, Map<Integer, Integer> ports) {
		DockerComposeConnectionSource source = mock(DockerComposeConnectionSource.class);
		given(source.getRunningService()).willReturn(new Service(ImageReference.of(image), environment, ports));
		Map<Class<?>, ConnectionDetails> found = new ConnectionDetailsFactories(null).getConnectionDetails(source,
				false);
		return (RealtimeRelayConnectionDetails) found.get(RealtimeRelayConnectionDetails.class);
	}

	/** A service as Compose would describe it. */
	private record Service(ImageReference image, Map<String, @Nullable String> env,
			Map<Integer, Integer> published) implements RunningService, ConnectionPorts {

		@Override
		public String name() {
			return "broker";
		}

		@Override
		public String host() {
			return "compose";
		}

		@Override
		public ConnectionPorts ports() {
			return this;
		}

		@Override
		public Map<String, String> labels() {
			return Map.of();
		}

		@Override
		public int get(int containerPort) {
			Integer port = this.published.get(containerPort);
			if (port == null) {
				throw new IllegalStateException("No host port mapping found for container port " + containerPort);
			}
			return port;
		}

		@Override
		public List<Integer> getAll() {
			return List.copyOf(this.published.values());
		}

		@Override
		public List<Integer> getAll(@Nullable String protocol) {
			return getAll();
		}

	}

	/** A container that says it runs. */
	private static final class PretendedRabbit extends RabbitMQContainer {

		PretendedRabbit() {
			super("rabbitmq:4");
			withEnv("RABBITMQ_DEFAULT_USER", "app");
			withEnv("RABBITMQ_DEFAULT_PASS", "pw");
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public void start() {
			// there is no Docker to start it
		}

		@Override
		public void stop() {
			// it does not run
		}

		@Override
		public String getHost() {
			return "container";
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			return (originalPort == 61613) ? 40013 : -1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypedContainer {

		@Bean
		@ServiceConnection(type = RealtimeRelayConnectionDetails.class)
		RabbitMQContainer broker() {
			return new PretendedRabbit();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedContainer {

		@Bean
		@ServiceConnection("rabbitmq")
		GenericContainer<?> broker() {
			return new PretendedRabbit();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean
		@ServiceConnection("nginx")
		GenericContainer<?> database() {
			return new PretendedRabbit();
		}

	}

}
