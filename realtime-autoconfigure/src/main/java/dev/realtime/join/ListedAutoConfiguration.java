package dev.realtime.join;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;

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

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ListedAdvisor realtimeListedAdvisor(BeanFactory beans, ObjectProvider<RoomTokens> tokens) {
		return new ListedAdvisor(beans, tokens);
	}

}
