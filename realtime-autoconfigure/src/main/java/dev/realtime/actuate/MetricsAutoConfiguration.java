package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.realtime.PublicationFailures;
import dev.realtime.broker.BrokerAutoConfiguration;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connections;

/**
 * Auto-configuration of the metrics, where Micrometer is present.
 *
 * @since 0.1
 */
@AutoConfiguration(after = BrokerAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RoomBroker.class })
public final class MetricsAutoConfiguration {

	@Bean
	RealtimeMetrics realtimeMetrics(Connections connections, RoomBroker broker, PublicationFailures failures) {
		return new RealtimeMetrics(connections, broker, failures);
	}

}
