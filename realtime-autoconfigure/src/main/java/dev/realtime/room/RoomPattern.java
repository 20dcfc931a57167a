package dev.realtime.room;

import java.util.Comparator;
import java.util.Map;

import dev.realtime.Room;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

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
