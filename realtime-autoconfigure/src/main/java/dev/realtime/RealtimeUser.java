package dev.realtime;

import java.security.Principal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection.
 *
 * @param name the user's name, 1 to {@value #MAX_NAME_LENGTH} characters without control
 * characters
 * @param claims what the authenticator knows of the user, for example the claims of the
 * connection token; a claim {@code exp} bounds the connection
 * @since 0.1
 * @see dev.realtime.connection.ConnectAuthenticator
 */
public record RealtimeUser(String name, Map<String, Object> claims) implements Principal {

	/** Longest name, in characters. */
	public static final int MAX_NAME_LENGTH = 256;

	/**
	 * Copies the claims.
	 * @throws IllegalArgumentException if the name cannot be one
	 */
	public RealtimeUser {
		if (!isValidName(name)) {
			throw new IllegalArgumentException(
					"A user name has 1 to " + MAX_NAME_LENGTH + " characters and no control characters");
		}
		claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
	}

	/**
	 * A user of whom only the name is known.
	 * @param name the user's name
	 */
	public RealtimeUser(String name) {
		this(name, Map.of());
	}

	/**
	 * Whether the text can be a user's name.
	 * @param name the text
	 * @return {@code false} for {@code null}
	 */
	public static boolean isValidName(@Nullable String name) {
		return name != null && !name.isEmpty() && name.length() <= MAX_NAME_LENGTH
				&& name.codePoints().noneMatch((c) -> Character.isISOControl(c) || isHalf(c));
	}

	/** Half a character cannot be written to any client. */
	private static boolean isHalf(int codePoint) {
		return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public String toString() {
		// claims may be secrets of the token server
		return this.name;
	}

}
