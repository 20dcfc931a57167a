package dev.realtime.join;

import java.util.stream.Stream;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import dev.realtime.AutoProxyRegistrar;

/**
 * Auto-configuration of {@link RealtimeListed}.
 *
 * @since 0.1
 */
@AutoConfiguration(after = RoomTokenAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@Import(AutoProxyRegistrar.class)
public final class ListedAutoConfiguration {

	private static final int OTHER_HEADERS = 2 * 1024;

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ListedAdvisor realtimeListedAdvisor(BeanFactory beans, ObjectProvider<RoomTokens> tokens,
			Environment environment) {
		return new ListedAdvisor(beans, tokens, maxLength(environment));
	}

	/**
	 * What the server lets through for all headers together, less some for the others.
	 */
	private static int maxLength(Environment environment) {
		Binder binder = Binder.get(environment);
		return Stream.of("tomcat", "jetty")
			.mapToInt(
					(server) -> (int) binder.bind("server." + server + ".max-http-response-header-size", DataSize.class)
						.orElse(DataSize.ofKilobytes(8))
						.toBytes())
			.max()
			.orElseThrow() - OTHER_HEADERS;
	}

}
