package dev.realtime.connection;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a token is for, by its {@code typ} header. A token for the one never serves as the
 * other. Not API.
 */
public enum TokenType {

	/** Says who connects. */
	CONNECTION("JWT"),

	/** Lets its user into one room. */
	ROOM("room+jwt");

	private final String header;

	TokenType(String header) {
		this.header = header;
	}

	String header() {
		return this.header;
	}

	/**
	 * Whether a token is of this type. Connection tokens come from all sorts of issuers:
	 * they may have any type or none, but not that of a room token.
	 * @param typ the header {@code typ}, a media type whose {@code application/} may be
	 * left out (RFC 7515, section 4.1.9)
	 * @return whether this type may be served by it
	 */
	boolean accepts(@Nullable Object typ) {
		boolean room = typ instanceof String text && isRoom(text.toLowerCase(Locale.ROOT));
		return (this == ROOM) ? room : !room && (typ == null || typ instanceof String);
	}

	private static boolean isRoom(String typ) {
		return typ.equals(ROOM.header) || typ.equals("application/" + ROOM.header);
	}

}
