package dev.realtime.room;

import java.util.Comparator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import dev.realtime.Room;

/**
 * Some rooms, by the path of their names: {@code /channels/{channelId}}. A room's query
 * takes no part. Not API.
 *
 * @see PathPattern
 */
public final class RoomPattern {

	/** Brings the most specific pattern first. */
	public static final Comparator<RoomPattern> SPECIFICITY = Comparator.comparing((pattern) -> pattern.pattern);

	private final PathPattern pattern;

	private RoomPattern(PathPattern pattern) {
		this.pattern = pattern;
	}

	/**
	 * Parses a pattern.
	 * @param text a path with variables and wildcards
	 * @return the pattern
	 * @throws IllegalArgumentException if it cannot match a room
	 */
	public static RoomPattern parse(String text) {
		if (!text.startsWith("/")) {
			throw new IllegalArgumentException(
					"Room pattern '" + text + "' matches no room: it must start with '/', as in /channels/{channelId}");
		}
		return new RoomPattern(PathPatternParser.defaultInstance.parse(text));
	}

	/**
	 * Matches a room.
	 * @param room the room
	 * @return the pattern's variables, decoded, or {@code null} if it does not match
	 */
	public @Nullable Map<String, String> match(Room room) {
		PathPattern.PathMatchInfo match = this.pattern.matchAndExtract(PathContainer.parsePath(room.path()));
		return (match != null) ? match.getUriVariables() : null;
	}

	/**
	 * Whether some room of a template could match. Where that cannot be told, such as of
	 * a template that yields whole names, it says so.
	 * @param template the template
	 * @return {@code false} only if no room of it ever matches
	 */
	public boolean couldMatch(RoomTemplate template) {
		String path = path(template);
		if (!path.startsWith("/")) {
			return true;
		}
		String[] patterns = toString().split("/", -1);
		String[] segments = path.split("/", -1);
		for (int i = 0; i < patterns.length; i++) {
			if (patterns[i].contains("**") || patterns[i].startsWith("{*")) {
				return true;
			}
			if (i == segments.length || !couldMatch(patterns[i], segments[i])) {
				return false;
			}
		}
		return patterns.length == segments.length;
	}

	private static boolean couldMatch(String pattern, String segment) {
		boolean fixed = pattern.chars().noneMatch((c) -> "*?{".indexOf(c) >= 0)
				&& segment.chars().noneMatch((c) -> "{%".indexOf(c) >= 0);
		return !fixed || pattern.equals(segment);
	}

	/**
	 * A pattern for the rooms of a template.
	 * @param template a template with a path around its parts
	 * @return text with a variable for each part
	 */
	public static String suggest(RoomTemplate template) {
		StringBuilder pattern = new StringBuilder();
		int variables = 0;
		for (String segment : path(template).substring(1).split("/")) {
			boolean variable = segment.contains(RoomTemplate.PART);
			pattern.append('/').append(variable ? "{" + ((++variables > 1) ? "id" + variables : "id") + "}" : segment);
		}
		return pattern.toString();
	}

	private static String path(RoomTemplate template) {
		String skeleton = template.skeleton();
		int query = skeleton.indexOf('?');
		return (query >= 0) ? skeleton.substring(0, query) : skeleton;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RoomPattern that && this.pattern.equals(that.pattern);
	}

	@Override
	public int hashCode() {
		return this.pattern.hashCode();
	}

	@Override
	public String toString() {
		return this.pattern.getPatternString();
	}

}
