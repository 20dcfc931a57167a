package dev.realtime.presence;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Where members are told who else is there.
 * <p>
 * Not API.
 *
 * @param rooms Patterns of rooms with presence, such as /channels/*.
 * @param grace How long a member who left is still shown, so that a page that reloads
 * does not leave and join.
 * @param maxMembers Members told to who joins; in larger rooms the others are left out.
 */
@ConfigurationProperties("realtime.presence")
public record PresenceProperties(@DefaultValue List<String> rooms, @DefaultValue("0s") Duration grace,
		@DefaultValue("1000") int maxMembers) {

	/**
	 * Checks every value.
	 * @throws InvalidConfigurationPropertyValueException naming the property and what it
	 * may be
	 */
	public PresenceProperties {
		if (grace.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("realtime.presence.grace", grace,
					"Must not be negative; 0s tells a leave at once.");
		}
		if (maxMembers < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.presence.max-members", maxMembers,
					"Must be at least 1.");
		}
	}

}
