package dev.realtime;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A named place clients join, by its name. The name is a path: segments of RFC 3986
 * <em>pchar</em> without {@code *} and {@code ;}, single slashes between them, no
 * {@code .} or {@code ..} segment, an optional {@code ?query}, at most
 * {@value #MAX_LENGTH} characters. Names are compared character by character: nothing is
 * normalised, so {@code /a%41} and {@code /aA} are two rooms.
 * <p>
 * The same grammar holds wherever a room is named: by clients, templates, tokens and
 * push.
 *
 * @param name the whole name, with its query
 * @since 0.1
 */
public record Room(String name) {

	/** Longest name, in characters. */
	public static final int MAX_LENGTH = 200;

	private static final Pattern GRAMMAR = Pattern
		.compile("(/(?!\\.{1,2}(?:[/?]|$))(?:[A-Za-z0-9._~!$&'()+,=:@-]|%[0-9A-Fa-f]{2})+)+"
				+ "(\\?(?:[A-Za-z0-9._~!$&'()+,;=:@-]|%[0-9A-Fa-f]{2})+)?");

	/**
	 * Checks the name.
	 * @throws IllegalArgumentException if it is not the name of a room
	 */
	public Room {
		if (!isValid(name)) {
			throw new IllegalArgumentException("Invalid room '" + printable(name)
					+ "': a room is a path such as /channels/42 of at most " + MAX_LENGTH + " characters");
		}
	}

	/**
	 * Whether the text is a room name.
	 * @param name the text
	 * @return {@code false} for {@code null}
	 */
	public static boolean isValid(@Nullable String name) {
		return name != null && name.length() <= MAX_LENGTH && GRAMMAR.matcher(name).matches();
	}

	/**
	 * The name without its query: what access rules match.
	 * @return a path that starts with a slash
	 */
	public String path() {
		int query = this.name.indexOf('?');
		return (query < 0) ? this.name : this.name.substring(0, query);
	}

	@Override
	public String toString() {
		return this.name;
	}

	private static String printable(String name) {
		String text = (name.length() > MAX_LENGTH) ? name.substring(0, MAX_LENGTH) + "..." : name;
		return text.replaceAll("[^\\x20-\\x7e]", "?");
	}

}
