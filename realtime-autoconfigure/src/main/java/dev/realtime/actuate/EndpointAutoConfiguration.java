package dev.realtime.actuate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.realtime.ReportSection;
import dev.realtime.broker.RoomBroker;
import dev.realtime.join.JoinAutoConfiguration;

/**
 * Auto-configuration of the actuator endpoint.
 *
 * @since 0.1
 */
@AutoConfiguration(after = JoinAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(ReportSection.class)
@ConditionalOnAvailableEndpoint(RealtimeReportEndpoint.class)
public final class EndpointAutoConfiguration {

	@Bean
	RealtimeReportEndpoint realtimeReportEndpoint(ObjectProvider<ReportSection> sections,
			ObjectProvider<RoomBroker> broker) {
		return new RealtimeReportEndpoint(sections.orderedStream().toList(), broker.getIfAvailable());
	}

}
