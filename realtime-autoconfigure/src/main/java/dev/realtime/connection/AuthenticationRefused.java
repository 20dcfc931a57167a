package dev.realtime.connection;

import java.util.regex.Pattern;

/**
 * A client may not connect. It is told the code and the message, and nothing of the
 * cause. Has no stack trace: it is an answer to a stranger, not a failure.
 *
 * @since 0.1
 * @see ConnectAuthenticator
 */
public final class AuthenticationRefused extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final Pattern CODE = Pattern.compile("[a-z0-9_.:-]{1,64}");

	/** Why, for programs. */
	private final String code;

	/**
	 * Refuses a client.
	 * @param code why, for programs: lower case, such as {@code token_invalid}. Codes
	 * that start with {@code token_} close the connection as {@code unauthorized}
	 * @param message why, for people; it must not say more than a stranger may know
	 */
	public AuthenticationRefused(String code, String message) {
		super(message, null, false, false);
		if (!CODE.matcher(code).matches()) {
			throw new IllegalArgumentException(
					"A code such as token_invalid has 1 to 64 lower case letters, digits," + " '_', '.', ':' and '-'");
		}
		this.code = code;
	}

	/**
	 * Why, for programs.
	 * @return the code
	 */
	public String code() {
		return this.code;
	}

	static AuthenticationRefused missing() {
		return new AuthenticationRefused("token_missing", "A connection token is required");
	}

	static AuthenticationRefused malformed() {
		return new AuthenticationRefused("token_malformed", "The token is not a JSON Web Token");
	}

	static AuthenticationRefused invalid() {
		return new AuthenticationRefused("token_invalid", "The token is not valid here");
	}

	static AuthenticationRefused expired() {
		return new AuthenticationRefused("token_expired", "The token has expired");
	}

}
