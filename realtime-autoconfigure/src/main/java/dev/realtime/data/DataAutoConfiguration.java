package dev.realtime.data;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.data.repository.Repository;

/**
 * Auto-configuration of repositories that announce.
 *
 * @since 0.1
 * @see RealtimeEntity
 */
@AutoConfiguration
@ConditionalOnClass(Repository.class)
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class DataAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AnnouncedRepositories realtimeAnnouncedRepositories(BeanFactory beans, ApplicationEventPublisher publisher) {
		return new AnnouncedRepositories(beans, publisher);
	}

	@Bean
	EntitiesReport realtimeEntitiesReport(AnnouncedRepositories repositories) {
		return new EntitiesReport(repositories);
	}

}
