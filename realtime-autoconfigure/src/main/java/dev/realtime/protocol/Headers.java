package dev.realtime.protocol;

/** Names of the headers on the wire beyond STOMP's own. */
public final class Headers {

	public static final String AUTHORIZATION = "Authorization";

	public static final String TOKEN = "token";

	public static final String POSITION = "position";

	public static final String EVENT = "event";

	public static final String ORIGIN = "origin";

	public static final String CORRELATION_ID = "correlation-id";

	/** What the client can take beyond one text message a frame, sent with CONNECT. */
	public static final String ACCEPT_FRAMING = "accept-framing";

	/** Who the server takes the client for, sent with CONNECTED. */
	public static final String USER_NAME = "user-name";

	private Headers() {
	}

}
