package dev.realtime.test;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message as a client received it.
 *
 * @param name the event's name, such as {@code realtime:resource}
 * @param id the event's id
 * @param position its position in the room; {@code null} on the own queue
 * @param body its JSON
 * @since 0.1
 */
public record ReceivedEvent(String name, String id, @Nullable String position, JsonNode body) {

	/**
	 * A text of the body.
	 * @param field the field's name
	 * @return {@code null} if the body does not have it
	 */
	public @Nullable String text(String field) {
		JsonNode value = this.body.get(field);
		return (value != null && !value.isNull()) ? value.asString() : null;
	}

}
