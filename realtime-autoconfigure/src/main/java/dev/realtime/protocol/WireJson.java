package dev.realtime.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the starter's own messages. Their form is the protocol's, so the application's
 * settings do not reach them.
 * <p>
 * Thread-safe.
 */
public final class WireJson {

	private final JsonMapper mapper = new JsonMapper();

	/**
	 * Writes an object.
	 * @param namesAndValues in turn; a {@code null} value leaves its name out
	 * @return JSON
	 */
	public byte[] object(@Nullable Object... namesAndValues) {
		return this.mapper.writeValueAsBytes(map(namesAndValues));
	}

	private static Map<String, Object> map(@Nullable Object... namesAndValues) {
		Map<String, Object> object = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			Object value = namesAndValues[i + 1];
			if (value != null) {
				object.put(String.valueOf(namesAndValues[i]), value);
			}
		}
		return object;
	}

	/**
	 * Writes the body of an ERROR frame.
	 * @param refusal why
	 * @return JSON
	 */
	public byte[] error(Refusal refusal) {
		return object("code", refusal.code(), "message", refusal.message());
	}

	/**
	 * Writes why a client did not get where it wanted, or is there no longer.
	 * @param name where it wanted
	 * @param refusal why not
	 * @return JSON
	 */
	public byte[] refusal(String name, Refusal refusal) {
		return object("name", name, "code", refusal.code(), "error", refusal.message());
	}

	/**
	 * Writes the answer to a call that failed.
	 * @param code machine-readable
	 * @param message for people
	 * @return JSON
	 */
	public byte[] replyError(String code, String message) {
		return object("error", map("code", code, "message", message));
	}

}
