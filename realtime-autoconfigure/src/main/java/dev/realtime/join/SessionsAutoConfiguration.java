package dev.realtime.join;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.realtime.RealtimeSessions;

/**
 * Auto-configuration that keeps {@link RealtimeSessions} injectable where there is no
 * endpoint.
 *
 * @since 0.1
 */
@AutoConfiguration(after = JoinAutoConfiguration.class)
public final class SessionsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(RealtimeSessions.class)
	NoSessions realtimeSessions() {
		return new NoSessions();
	}

}
