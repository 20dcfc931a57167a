package dev.realtime;

import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.messaging.MessageChannel;
import org.springframework.scheduling.TaskScheduler;

import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** What is there when realtime is switched off, and what it never brings. */
class DisabledTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef");

	@Test
	void keepsBeansInjectableWithoutEndpoint() {
		this.runner.withPropertyValues("realtime.enabled=false").run((context) -> {
			assertThat(context).hasSingleBean(RealtimeSessions.class)
				.hasSingleBean(RoomTokens.class)
				.hasSingleBean(ConnectionTokens.class)
				.doesNotHaveBean("realtimeEndpointMapping")
				.doesNotHaveBean("realtimeInboundChannel");
			assertThat(context.getBean(RealtimeSessions.class).members("/a")).isEmpty();
			assertThat(context.getBean(RoomTokens.class).pass("alice", "/a").room()).isEqualTo("/a");
			context.publishEvent(RealtimeEvent.named("a", 1).toRooms("/a"));
		});
	}

	@Test
	void leavesTheApplicationsExecutorsAndChannelsAlone() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(TaskExecutor.class);
			assertThat(context.getBeansOfType(Executor.class)).hasSize(1);
			assertThat(context.getBeansOfType(TaskScheduler.class)).isEmpty();
			assertThat(context.getBeansOfType(MessageChannel.class)).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

}
