package dev.realtime.protocol;

import java.util.Locale;

import org.springframework.web.socket.CloseStatus;

/**
 * Why a connection ends. Clients come back (with back-off) after 4000 to 4099 and 1012,
 * and do not come back as they are after 4100 to 4199.
 */
public enum CloseCode {

	/** The client went away by itself, or the connection broke. */
	NORMAL(1000),
	/** A WebSocket message over the limit. */
	MESSAGE_TOO_LARGE(1009),
	/** Something went wrong on the server. */
	INTERNAL(1011),
	/** This node goes down; come back, perhaps to another. */
	RESTART(1012),
	/** The client did not take what it was sent. */
	SLOW_CONSUMER(4000),
	/** Nothing was heard of the client. */
	HEARTBEAT_LOST(4001),
	/** No CONNECT came in time. */
	CONNECT_TIMEOUT(4002),
	/** The connection token is missing, bad or at its end. */
	UNAUTHORIZED(4100),
	/** The application refused the connection. */
	REFUSED(4101),
	/** The application ended the connection. */
	DISCONNECTED(4102),
	/** The client sent something that is no part of the protocol. */
	PROTOCOL_ERROR(4103),
	/** The client did too much of something. */
	LIMIT_EXCEEDED(4104);

	private final CloseStatus status;

	CloseCode(int code) {
		this.status = new CloseStatus(code, name().toLowerCase(Locale.ROOT));
	}

	/**
	 * Whether a code is one of these.
	 * @param code a close code
	 * @return whether servers of ours send it
	 */
	public static boolean isOurs(int code) {
		for (CloseCode known : values()) {
			if (known.code() == code) {
				return true;
			}
		}
		return false;
	}

	public int code() {
		return this.status.getCode();
	}

	public String reason() {
		return name().toLowerCase(Locale.ROOT);
	}

	public CloseStatus status() {
		return this.status;
	}

}
