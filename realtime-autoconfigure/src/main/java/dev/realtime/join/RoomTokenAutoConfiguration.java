package dev.realtime.join;

import java.time.Clock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import dev.realtime.connection.TokenAutoConfiguration;
import dev.realtime.connection.TokenCodec;

/**
 * Auto-configuration of room tokens. There also with {@code realtime.enabled=false}, so
 * that what issues them keeps working.
 *
 * @since 0.1
 */
@AutoConfiguration(after = TokenAutoConfiguration.class)
@EnableConfigurationProperties(RoomsProperties.class)
public final class RoomTokenAutoConfiguration {

	private final Clock clock = Clock.systemUTC();

	@Bean
	@ConditionalOnMissingBean
	RoomTokens roomTokens(TokenCodec codec, RoomsProperties properties, ObjectProvider<RoomPositions> positions) {
		return new RoomTokens(codec, properties.tokenTtl(), (room) -> {
			RoomPositions available = positions.getIfAvailable();
			return (available != null) ? available.position(room) : null;
		}, this.clock);
	}

	@Bean
	RoomTokenVerifier realtimeRoomTokenVerifier(TokenCodec codec) {
		return new RoomTokenVerifier(codec, this.clock);
	}

}
