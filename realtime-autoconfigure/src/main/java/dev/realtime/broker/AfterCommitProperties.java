package dev.realtime.broker;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How changes of one transaction are told.
 *
 * @param bulkThreshold Number of changed resources in one room above which a transaction
 * tells the room to fetch again instead of telling each change; unset to tell each.
 */
@ConfigurationProperties("realtime")
record AfterCommitProperties(@Nullable Integer bulkThreshold) {

	AfterCommitProperties {
		if (bulkThreshold != null && bulkThreshold < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.bulk-threshold", bulkThreshold,
					"It must be at least 1; leave it out to tell every change");
		}
	}

}
