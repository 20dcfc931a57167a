package dev.realtime.broker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

import dev.realtime.PublicationFailures;

/**
 * Auto-configuration of the way from an event on Spring's publisher to the rooms, after
 * commit.
 *
 * @since 0.1
 */
@AutoConfiguration
@EnableConfigurationProperties(AfterCommitProperties.class)
public final class AfterCommitAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PublicationFailures publicationFailures(ApplicationEventPublisher events) {
		return new PublicationFailures(events);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
	AfterCommit realtimeAfterCommit(ObjectProvider<Publications> publications, ObjectProvider<EventStore> store,
			PublicationFailures failures, AfterCommitProperties properties, ObjectProvider<Tracing> tracing) {
		Integer threshold = properties.bulkThreshold();
		// asked when the first event leaves, so that whoever publishes may depend on this
		return new AfterCommit(SingletonSupplier.ofNullable(publications::getIfAvailable),
				SingletonSupplier.ofNullable(store::getIfAvailable), failures,
				new NetEffect((threshold != null) ? threshold : 0),
				SingletonSupplier.of(() -> tracing.getIfAvailable(() -> Tracing.NONE)));
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
	static InnerTransactions realtimeInnerTransactions(ObjectProvider<AfterCommit> afterCommit) {
		return new InnerTransactions(SingletonSupplier.of(afterCommit::getObject));
	}

}
