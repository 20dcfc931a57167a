package dev.realtime.test;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.WebSocketHandler;

import dev.realtime.ClientTypes;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.connection.JwtProperties;
import dev.realtime.connection.TokenCodec;

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
	RealtimeTypes realtimeTypes(ObjectProvider<JsonMapper> json, ObjectProvider<ClientTypes> types,
			Environment environment) {
		return new RealtimeTypes(() -> json.getIfUnique(JsonMapper::new), () -> types.orderedStream().toList(),
				environment);
	}

	@Bean
	RealtimeClients realtimeClients(@Qualifier("realtimeEndpoint") ObjectProvider<WebSocketHandler> endpoint,
			ConnectionTokens tokens) {
		return new RealtimeClients(endpoint, tokens);
	}

	@Bean
	TestTokens realtimeTestTokens(TokenCodec codec, JwtProperties properties) {
		return new TestTokens(codec, properties);
	}

}
