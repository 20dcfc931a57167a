package dev.realtime.crud;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;

import dev.realtime.AutoProxyRegistrar;
import dev.realtime.PublicationFailures;

/**
 * Auto-configuration of announcing annotated methods. After that of transactions, so that
 * events are published inside of them.
 *
 * @since 0.1
 * @see RealtimeCreated
 */
@AutoConfiguration(afterName = { "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
		"org.springframework.boot.autoconfigure.aop.AopAutoConfiguration",
		"dev.realtime.broker.AfterCommitAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@Import(AutoProxyRegistrar.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class CrudAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Announcements realtimeAnnouncements(ConfigurableListableBeanFactory beans) {
		return new Announcements(beans);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AnnouncementCheck realtimeAnnouncementCheck(ConfigurableListableBeanFactory beans,
			Announcements announcements) {
		return new AnnouncementCheck(beans, announcements);
	}

	@Bean
	AnnouncementsReport realtimeAnnouncementsReport(Announcements announcements) {
		return new AnnouncementsReport(announcements);
	}

	@Bean
	AnnouncedTypes realtimeAnnouncedTypes(Announcements announcements) {
		return new AnnouncedTypes(announcements);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AnnouncementAdvisor realtimeAnnouncementAdvisor(Announcements announcements,
			ApplicationEventPublisher publisher, ObjectProvider<PublicationFailures> failures) {
		return new AnnouncementAdvisor(new AnnouncementInterceptor(announcements, publisher, failures));
	}

}
