package dev.realtime.connection;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Where clients connect.
 * <p>
 * Not API.
 *
 * @param path Path of the WebSocket endpoint.
 * @param allowedOrigins Origins other than the application's own whose pages may connect,
 * such as https://app.example.org.
 */
@ConfigurationProperties("realtime.endpoint")
public record EndpointProperties(@DefaultValue("/realtime") String path, @DefaultValue List<String> allowedOrigins) {

	/**
	 * Checks path and origins.
	 * @throws InvalidConfigurationPropertyValueException if one cannot be such
	 */
	public EndpointProperties {
		if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
			throw new InvalidConfigurationPropertyValueException("realtime.endpoint.path", path,
					"Must be a path without patterns, such as /realtime.");
		}
		for (String origin : allowedOrigins) {
			if (!origin.equals("*") && !origin.matches("https?://[^/?#]+")) {
				throw new InvalidConfigurationPropertyValueException("realtime.endpoint.allowed-origins", origin,
						"Must be an origin: scheme, host and port without a path, such as https://app.example.org.");
			}
		}
	}

}
