package dev.realtime.history;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * How much of the past clients can recover.
 *
 * @param size Publications kept for each room; 0 keeps none.
 * @param ttl How long a publication is kept.
 * @param maxMemory Memory of all histories together; the rooms that were silent longest
 * lose theirs first.
 */
@ConfigurationProperties("realtime.history")
public record HistoryProperties(@DefaultValue("300") int size, @DefaultValue("5m") Duration ttl,
		@DefaultValue("64MB") DataSize maxMemory) {

	public HistoryProperties {
		if (size < 0 || size > 100_000) {
			throw new InvalidConfigurationPropertyValueException("realtime.history.size", size,
					"Must be between 0 and 100000.");
		}
		if (ttl.isNegative() || ttl.isZero()) {
			throw new InvalidConfigurationPropertyValueException("realtime.history.ttl", ttl,
					"Must be positive, such as 5m. Set realtime.history.size to 0 to keep nothing.");
		}
		if (maxMemory.toBytes() < 1024 * 1024) {
			throw new InvalidConfigurationPropertyValueException("realtime.history.max-memory", maxMemory,
					"Must be at least 1MB. Set realtime.history.size to 0 to keep nothing.");
		}
	}

}
