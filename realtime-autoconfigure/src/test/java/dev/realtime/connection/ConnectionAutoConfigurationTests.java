package dev.realtime.connection;

import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef")
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TokenAutoConfiguration.class,
				ConnectionAutoConfiguration.class));

	@Test
	void bringsNothingThatAnApplicationInjectsByType() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(Connections.class);
			assertThat(context.getBeansOfType(Executor.class)).isEmpty();
			assertThat(context.getBeansOfType(TaskScheduler.class)).isEmpty();
			assertThat(context.getBeansOfType(MessageChannel.class)).isEmpty();
		});
	}

	@Test
	void leavesExecutorAndSchedulerOfTheApplicationAlone() {
		this.runner.withUserConfiguration(Scheduling.class)
			.withConfiguration(
					AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(TaskScheduler.class)).containsExactly("taskScheduler");
				assertThat(context.getBean("applicationTaskExecutor")).isInstanceOf(Executor.class);
				assertThat(context.getBeanNamesForType(Executor.class))
					.containsExactlyInAnyOrder("applicationTaskExecutor", "taskScheduler");
			});
	}

	@Test
	void backsOffWhereRealtimeIsOff() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Connections.class)
				.doesNotHaveBean(EndpointMapping.class)
				.doesNotHaveBean(MessageHandler.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "connection.connect-timeout=0s", "connection.max-rooms=0", "connection.max-joins=0",
			"connection.max-headers=1", "connection.max-frames=0", "connection.max-refusals=0",
			"connection.max-per-user=-1", "connection.max-per-address=-1", "connection.max-message-size=1B",
			"connection.send-buffer=1KB", "connection.heartbeat=-1s", "endpoint.path=/a/**", "endpoint.path=realtime",
			"endpoint.allowed-origins=https://a.example/path", "endpoint.allowed-origins=example.org",
			"endpoint.allowed-origins=null" })
	void failsTheStartForLimitsThatAreNone(String property) {
		this.runner.withPropertyValues("realtime." + property)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("realtime." + property.substring(0, property.indexOf('='))));
	}

	@EnableScheduling
	static class Scheduling {

	}

}
