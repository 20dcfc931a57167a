package dev.realtime.connection;

/**
 * The parts of a token in compact form (RFC 7515, 3.1), still encoded.
 *
 * @param header not empty
 * @param payload what it says
 * @param signature of both
 * @param encrypted whether there are two parts more, as in RFC 7516, 3.1
 */
record CompactToken(String header, String payload, String signature, boolean encrypted) {

	/** Longest token that is read at all, in characters. */
	static final int MAX_LENGTH = 8192;

	private static final int SIGNED_PARTS = 3;

	private static final int ENCRYPTED_PARTS = 5;

	/**
	 * Splits a token.
	 * @param token what a client sent
	 * @return its parts, of which nothing is known but their alphabet
	 * @throws AuthenticationRefused with {@code token_malformed} if it has another form
	 */
	static CompactToken parse(String token) {
		if (isTooLong(token) || !token.chars().allMatch(CompactToken::isAllowed)) {
			throw AuthenticationRefused.malformed();
		}
		String[] parts = token.split("\\.", -1);
		if ((parts.length != SIGNED_PARTS && parts.length != ENCRYPTED_PARTS) || parts[0].isEmpty()) {
			throw AuthenticationRefused.malformed();
		}
		return new CompactToken(parts[0], parts[1], parts[2], parts.length == ENCRYPTED_PARTS);
	}

	private static boolean isTooLong(String token) {
		return token.length() > MAX_LENGTH;
	}

	/** The alphabet of base64url, and the dot between parts. */
	private static boolean isAllowed(int character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || character == '-' || character == '_' || character == '.';
	}

}
