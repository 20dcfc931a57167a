package dev.realtime.connection;

/**
 * The keys of {@code realtime.jwt} cannot be used, so the application does not start. Not
 * Boot's exception for invalid properties, since that one prints the value.
 */
class InvalidTokenKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	InvalidTokenKeyException(String message, String action) {
		super(message);
		this.action = action;
	}

	InvalidTokenKeyException(String message, String action, Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
