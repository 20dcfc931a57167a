package dev.realtime.push;

import java.time.Clock;
import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Auto-configuration of the HTTP entrance for other back ends.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PushProperties.class)
public final class PushAutoConfiguration {

	/** Ahead of everything an application maps by annotations, functions or resources. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1000;

	private static final int REMEMBERED_REQUESTS = 10_000;

	@Bean
	PushStatistics realtimePushStatistics() {
		return new PushStatistics();
	}

	/**
	 * Mapped also without keys, so that no catch-all of the application accepts a push.
	 */
	@Bean
	SimpleUrlHandlerMapping realtimePushMapping(PushProperties properties, ApplicationEventPublisher events,
			PushStatistics statistics) {
		Idempotency idempotency = new Idempotency(REMEMBERED_REQUESTS, Clock.systemUTC(), statistics);
		PushHandler handler = new PushHandler(properties, idempotency, events, statistics);
		return new SimpleUrlHandlerMapping(Map.of(properties.path(), handler), ORDER);
	}

}
