package dev.realtime.actuate;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

import dev.realtime.relay.Relay;
import dev.realtime.relay.RelayAutoConfiguration;

/**
 * Auto-configuration of the health of the relay, as {@code realtime}.
 *
 * @since 0.1
 */
@AutoConfiguration(after = RelayAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(Relay.class)
@ConditionalOnEnabledHealthIndicator("realtime")
public final class HealthAutoConfiguration {

	@Bean
	RelayHealthIndicator realtimeHealthIndicator(Relay relay) {
		return new RelayHealthIndicator(relay);
	}

}
