package dev.realtime.push;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * HTTP entrance for other back ends.
 *
 * @param keys Keys other back ends push with: a text each, or an entry with key and
 * rooms. Nothing answers without one.
 * @param path Path other back ends post to.
 * @param maxBody Largest body that is read.
 */
@ConfigurationProperties("realtime.push")
record PushProperties(@DefaultValue List<PushKey> keys, @DefaultValue("/realtime/push") String path,
		@DefaultValue("64KB") DataSize maxBody) {

	private static final int LEAST_BODY = 256;

	private static final int MOST_BODY = 64 * 1024 * 1024;

	PushProperties {
		// an empty key is what a placeholder without its variable leaves behind
		keys = keys.stream().filter((key) -> !key.key().isEmpty()).toList();
		if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
			throw new InvalidConfigurationPropertyValueException("realtime.push.path", path,
					"Must be a path without patterns, such as /realtime/push.");
		}
		if (maxBody.toBytes() < LEAST_BODY || maxBody.toBytes() > MOST_BODY) {
			throw new InvalidConfigurationPropertyValueException("realtime.push.max-body", maxBody,
					"Must be between 256B and 64MB, such as 64KB.");
		}
	}

}
