package dev.realtime.connection;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaders;

import dev.realtime.protocol.Headers;

/**
 * A SUBSCRIBE or SEND frame that has passed the gate: a known command of an authenticated
 * user to a well-formed destination, with no more headers than that command has.
 * <p>
 * Not API.
 *
 * @param connection where it came from
 * @param command {@code SUBSCRIBE} or {@code SEND}
 * @param destination where it goes
 * @param headers the headers that passed
 * @param body the body, empty where there was none
 */
public record ClientFrame(Connection connection, StompCommand command, String destination, Map<String, String> headers,
		byte[] body) {

	/**
	 * A header.
	 * @param name its name
	 * @return {@code null} if the frame does not have it
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	/**
	 * The id of a SUBSCRIBE frame.
	 * @return the subscription's id
	 */
	public String subscription() {
		String id = this.headers.get(StompHeaders.ID);
		return (id != null) ? id : this.destination;
	}

	/**
	 * The receipt the client asks for, if any.
	 * @return the receipt, or {@code null}
	 */
	public @Nullable String receipt() {
		return this.headers.get(StompHeaders.RECEIPT);
	}

	/**
	 * What the reply has to carry, if one is wanted.
	 * @return the id, or {@code null}
	 */
	public @Nullable String correlationId() {
		return this.headers.get(Headers.CORRELATION_ID);
	}

	/**
	 * Whether it asks to receive.
	 * @return whether it is a SUBSCRIBE
	 */
	public boolean isSubscribe() {
		return this.command == StompCommand.SUBSCRIBE;
	}

	/**
	 * Whether it carries something for the server or a room.
	 * @return whether it is a SEND
	 */
	public boolean isSend() {
		return this.command == StompCommand.SEND;
	}

	@Override
	public String toString() {
		// headers hold tokens
		return this.command + " to " + this.destination;
	}

}
