package dev.realtime.actuate;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.realtime.broker.AfterCommit;
import dev.realtime.broker.AfterCommitAutoConfiguration;
import dev.realtime.broker.Tracing;

/**
 * Observations of events, where Micrometer is present.
 *
 * @since 0.1
 */
@AutoConfiguration(after = AfterCommitAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, AfterCommit.class })
public final class TracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(Tracing.class)
	EventObservations realtimeEventObservations(ObservationRegistry registry) {
		return new EventObservations(registry);
	}

}
