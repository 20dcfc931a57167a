package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.realtime.broker.BrokerAutoConfiguration;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connections;
import dev.realtime.join.JoinAutoConfiguration;
import dev.realtime.presence.Presence;
import dev.realtime.push.PushAutoConfiguration;
import dev.realtime.push.PushStatistics;
import dev.realtime.relay.Relay;
import dev.realtime.relay.RelayAutoConfiguration;
import dev.realtime.rpc.CallStatistics;
import dev.realtime.rpc.RpcAutoConfiguration;

/**
 * Auto-configuration of the metrics, where Micrometer is present.
 *
 * @since 0.1
 */
@AutoConfiguration(
		after = { BrokerAutoConfiguration.class, JoinAutoConfiguration.class, RpcAutoConfiguration.class,
				PushAutoConfiguration.class, RelayAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RoomBroker.class })
public final class MetricsAutoConfiguration {

	@Bean
	RealtimeMetrics realtimeMetrics(Connections connections, RoomBroker broker) {
		return new RealtimeMetrics(connections, broker);
	}

	@Bean
	@ConditionalOnBean(Presence.class)
	PresenceMetrics realtimePresenceMetrics(Presence presence) {
		return new PresenceMetrics(presence);
	}

	@Bean
	@ConditionalOnBean(CallStatistics.class)
	CallMetrics realtimeCallMetrics(CallStatistics statistics) {
		return new CallMetrics(statistics);
	}

	@Bean
	@ConditionalOnBean(PushStatistics.class)
	PushMetrics realtimePushMetrics(PushStatistics statistics) {
		return new PushMetrics(statistics);
	}

	@Bean
	@ConditionalOnBean(Relay.class)
	RelayMetrics realtimeRelayMetrics(Relay relay) {
		return new RelayMetrics(relay);
	}

}
