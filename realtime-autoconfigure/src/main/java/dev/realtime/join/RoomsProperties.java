package dev.realtime.join;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Who may enter which room.
 *
 * @param publicPatterns Patterns of rooms that any authenticated user may enter, such as
 * /news/**.
 * @param tokenTtl Lifetime of the room tokens issued here.
 */
@ConfigurationProperties("realtime.rooms")
record RoomsProperties(@Name("public") @DefaultValue List<String> publicPatterns,
		@DefaultValue("10m") Duration tokenTtl) {

	RoomsProperties {
		if (tokenTtl.compareTo(Duration.ofSeconds(1)) < 0 || tokenTtl.compareTo(RoomTokenVerifier.LONGEST) > 0) {
			throw new InvalidConfigurationPropertyValueException("realtime.rooms.token-ttl", tokenTtl,
					"Must be between 1s and 24h, such as 10m.");
		}
	}

}
