package dev.realtime.push;

import org.springframework.http.HttpStatus;

/**
 * Why a push was refused: a status, a code programs can read and a fixed text for people.
 * Never holds input.
 */
enum PushProblem {

	OFF(HttpStatus.NOT_FOUND, "not_found", "There is nothing here"),

	METHOD(HttpStatus.METHOD_NOT_ALLOWED, "method_not_allowed", "Push with POST"),

	UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "unauthorized", "A push key is required: Authorization: Bearer <push key>"),

	FORBIDDEN(HttpStatus.FORBIDDEN, "forbidden", "The push key does not reach all of these targets"),

	MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
			"The body must be application/json in UTF-8, not compressed"),

	TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "message_too_large", "The body is too large"),

	JSON(HttpStatus.BAD_REQUEST, "invalid_json", "The body must be one JSON object with every member once"),

	MEMBER(HttpStatus.BAD_REQUEST, "invalid_request",
			"The body has the members event, targets and data, and targets the members users and rooms"),

	EVENT(HttpStatus.BAD_REQUEST, "invalid_event",
			"An event name has 1 to 200 printable characters, does not start with realtime: and is not error"),

	TARGETS(HttpStatus.BAD_REQUEST, "invalid_targets", "Users and rooms are a string or a list of strings"),

	NO_TARGET(HttpStatus.BAD_REQUEST, "no_target", "A push needs at least one user or room"),

	TOO_MANY_TARGETS(HttpStatus.BAD_REQUEST, "limit_exceeded", "A push has at most 1000 targets"),

	ROOM(HttpStatus.BAD_REQUEST, "invalid_room", "A room is a path such as /channels/42 of at most 200 characters"),

	USER(HttpStatus.BAD_REQUEST, "invalid_user", "A user name has 1 to 256 characters and no control characters"),

	IDEMPOTENCY_KEY(HttpStatus.BAD_REQUEST, "invalid_idempotency_key",
			"An Idempotency-Key has 1 to 255 printable ASCII characters"),

	IDEMPOTENCY_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency_mismatch",
			"This Idempotency-Key came with another body before"),

	INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on the server");

	private final HttpStatus status;

	private final String code;

	private final String detail;

	PushProblem(HttpStatus status, String code, String detail) {
		this.status = status;
		this.code = code;
		this.detail = detail;
	}

	HttpStatus status() {
		return this.status;
	}

	String code() {
		return this.code;
	}

	String detail() {
		return this.detail;
	}

}
