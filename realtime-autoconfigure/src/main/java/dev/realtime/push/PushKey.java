package dev.realtime.push;

import java.util.List;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import dev.realtime.room.RoomPattern;

/**
 * A key another back end pushes with, and how far it reaches. In the configuration either
 * the key alone, which reaches everything, or the key with its limits.
 *
 * @param key Key sent as bearer token: printable ASCII without spaces.
 * @param rooms Patterns of the rooms the key reaches, such as /orders/**; all rooms and
 * users if empty.
 * @param users Whether a key that is limited to rooms also reaches users.
 */
record PushKey(String key, @DefaultValue List<String> rooms, @DefaultValue("false") boolean users) {

	PushKey {
		if (!key.chars().allMatch((c) -> c > ' ' && c < 0x7f)) {
			throw new InvalidConfigurationPropertyValueException("realtime.push.keys", "(not shown)",
					"A key must be printable ASCII without spaces, for example the output of 'openssl rand -hex 32'.");
		}
		for (String room : rooms) {
			try {
				RoomPattern.parse(room);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException("realtime.push.keys[].rooms", room,
						"Must be room patterns such as /orders/**. " + ex.getMessage());
			}
		}
	}

	/**
	 * A key without limits: what the binder makes of a plain text. Public for it alone.
	 * @param key the key
	 * @return the key
	 */
	public static PushKey of(String key) {
		return new PushKey(key, List.of(), false);
	}

	@Override
	public String toString() {
		// without the key
		return "PushKey[rooms=" + this.rooms + ", users=" + this.users + "]";
	}

}
