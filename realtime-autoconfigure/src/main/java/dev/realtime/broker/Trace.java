package dev.realtime.broker;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an event is part of, in the words of whoever {@linkplain Tracing traces} it.
 *
 * @param fields what leads other nodes back to it, such as {@code traceparent}; small
 * @param origin what this node knows of it; {@code null} on any other
 */
public record Trace(Map<String, String> fields, @Nullable Object origin) {

	/**
	 * A trace that was begun on another node.
	 * @param fields what that node said
	 * @return {@code null} if it said nothing
	 */
	public static @Nullable Trace elsewhere(Map<String, String> fields) {
		return fields.isEmpty() ? null : new Trace(fields, null);
	}

}
