package dev.realtime.broker;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Whether changes are told, and how those of one transaction are.
 *
 * @param enabled Whether annotations announce and clients can connect.
 * @param bulkThreshold Number of changed resources in one room above which a transaction
 * tells the room to fetch again instead of telling each change; unset to tell each.
 */
@ConfigurationProperties("realtime")
record AfterCommitProperties(@DefaultValue("true") boolean enabled, @Nullable Integer bulkThreshold) {

	AfterCommitProperties {
		if (bulkThreshold != null && bulkThreshold < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.bulk-threshold", bulkThreshold,
					"Must be at least 1. Leave it out to tell each change.");
		}
	}

}
