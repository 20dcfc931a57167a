package dev.realtime.protocol;

/**
 * Why something was refused, as clients are told: a code programs can read and a fixed
 * text for people. Never holds input, so that nothing is echoed or leaked.
 *
 * @param code machine-readable
 * @param message for people
 */
public record Refusal(String code, String message) {

	// rooms
	public static final Refusal INVALID_ROOM = new Refusal("invalid_room", "This is not a room name");

	public static final Refusal UNKNOWN_DESTINATION = new Refusal("unknown_destination", "There is nothing here");

	public static final Refusal FORBIDDEN = new Refusal("forbidden", "You may not enter this room");

	public static final Refusal SEND_FORBIDDEN = new Refusal("forbidden", "You may not send here");

	public static final Refusal ROOM_TOKEN_INVALID = new Refusal("token_invalid", "The room token is not valid here");

	public static final Refusal ROOM_TOKEN_EXPIRED = new Refusal("token_expired", "The room token has expired");

	public static final Refusal REVOKED = new Refusal("revoked", "Your access to this room has ended");

	public static final Refusal TOO_MANY_ROOMS = new Refusal("limit_exceeded", "Too many rooms on this connection");

	public static final Refusal TOO_MANY_JOINS = new Refusal("limit_exceeded", "Too many joins at once");

	// connections
	public static final Refusal TOKEN_MISSING = new Refusal("token_missing", "A connection token is required");

	public static final Refusal TOKEN_EXPIRED = new Refusal("token_expired", "The connection token has expired");

	public static final Refusal TOKEN_INVALID = new Refusal("token_invalid", "The connection token is not valid");

	public static final Refusal CONNECT_TIMEOUT = new Refusal("connect_timeout", "No CONNECT frame came in time");

	public static final Refusal REFUSED = new Refusal("refused", "The connection was refused");

	public static final Refusal SUBJECT_MISMATCH = new Refusal("subject_mismatch",
			"The connection token is another user's");

	public static final Refusal TOO_MANY_CONNECTIONS = new Refusal("limit_exceeded", "Too many connections");

	public static final Refusal TOO_FAST = new Refusal("limit_exceeded", "Too many frames");

	public static final Refusal TOO_MANY_REFUSALS = new Refusal("limit_exceeded", "Too many refused requests");

	// calls
	public static final Refusal UNKNOWN_METHOD = new Refusal("unknown_method", "There is no such method");

	public static final Refusal TOO_MANY_CALLS = new Refusal("limit_exceeded", "Too many calls at a time");

	public static final Refusal CALL_TIMEOUT = new Refusal("timeout", "The call took too long");

	// frames
	public static final Refusal NOT_CONNECTED = new Refusal("not_connected", "CONNECT first");

	public static final Refusal ALREADY_CONNECTED = new Refusal("already_connected", "CONNECT comes once");

	public static final Refusal INVALID_FRAME = new Refusal("invalid_frame", "This is not a frame of the protocol");

	public static final Refusal DUPLICATE_SUBSCRIPTION = new Refusal("duplicate_subscription",
			"The subscription id is in use");

	public static final Refusal MESSAGE_TOO_LARGE = new Refusal("message_too_large", "The message is too large");

	public static final Refusal INTERNAL = new Refusal("internal", "Something went wrong on the server");

	public static final Refusal INVALID_REQUEST = new Refusal("invalid_request", "The request is not valid");

}
