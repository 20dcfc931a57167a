package dev.realtime.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

import dev.realtime.join.RoomAccess;

/** Starts the application that the table of attacks is written for. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = AttackedApplication.Application.class,
		webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=" + Tokens.SECRET, "realtime.rooms.public=/public/**",
				"realtime.connection.heartbeat=20s", "realtime.connection.max-refusals=300",
				"realtime.connection.max-frames=300", "realtime.connection.max-joins=200",
				"realtime.push.keys=" + Tokens.PUSH_KEY })
@ContextConfiguration(initializers = AttackedApplication.PublicKeys.class)
@interface AttackedApplication {

	/** Another back end's keys, one of each kind. */
	class PublicKeys implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("keys", Map.of("realtime.jwt.public-key", List.copyOf(Tokens.PEMS))));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	class Application {

		@RoomAccess("/channels/{id}")
		boolean channel(int id) {
			return id == 99;
		}

		@RoomAccess(value = "/chat/{id}", publish = true)
		boolean chat(String id) {
			return id.equals("1");
		}

		@RoomAccess("/failing/{text}")
		boolean failing(String text) {
			throw new IllegalStateException("cannot decide about " + text);
		}

	}

}
