package dev.realtime.broker;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;

import dev.realtime.PublicationFailures;
import dev.realtime.connection.ConnectionAutoConfiguration;
import dev.realtime.connection.ConnectionProperties;
import dev.realtime.connection.Connections;
import dev.realtime.connection.EverySecond;
import dev.realtime.history.HistoryProperties;
import dev.realtime.protocol.WireJson;

/**
 * Auto-configuration of the rooms: order, history and fan-out.
 *
 * @since 0.1
 */
@AutoConfiguration(after = { ConnectionAutoConfiguration.class, AfterCommitAutoConfiguration.class,
		JacksonAutoConfiguration.class })
@ConditionalOnBean(Connections.class)
@EnableConfigurationProperties({ BrokerProperties.class, HistoryProperties.class })
public final class BrokerAutoConfiguration {

	@Bean
	RoomBroker realtimeRoomBroker(HistoryProperties history, ConnectionProperties connection,
			ObjectProvider<JsonMapper> mapper, WireJson wire, Connections connections, PublicationFailures failures,
			ObjectProvider<Tracing> tracing) {
		EventJson json = new EventJson(LoadedOnly.on(mapper.getIfUnique(JsonMapper::new)));
		return new RoomBroker(history, (int) connection.sendBuffer().toBytes(), json, wire, connections, failures,
				tracing.getIfAvailable(() -> Tracing.NONE));
	}

	@Bean
	EverySecond realtimeRoomBrokerTick(RoomBroker broker) {
		return broker::tick;
	}

	@Bean
	OutdatedRooms realtimeOutdatedRooms(AfterCommit afterCommit, RoomBroker broker) {
		return new OutdatedRooms(afterCommit, broker);
	}

	@Bean
	RoomsReport realtimeRoomsReport(RoomBroker broker, HistoryProperties history, PublicationFailures failures) {
		return new RoomsReport(broker, history, failures);
	}

}
