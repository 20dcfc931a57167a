package dev.realtime.test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.WebSocketHandler;

import dev.realtime.connection.ConnectionTokens;

/**
 * Auto-configuration of the beans that {@link RealtimeTest} adds.
 *
 * @since 0.1
 */
@AutoConfiguration
public final class RealtimeTestAutoConfiguration {

	@Bean
	RecordedEvents recordedRealtimeEvents() {
		return new RecordedEvents();
	}

	@Bean
	RealtimeClients realtimeClients(@Qualifier("realtimeEndpoint") ObjectProvider<WebSocketHandler> endpoint,
			ConnectionTokens tokens) {
		return new RealtimeClients(endpoint, tokens);
	}

}
