package dev.realtime.protocol;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompCommand;

/**
 * A STOMP frame as a client sent it. Nothing in it is checked but its form.
 *
 * @param command the command, possibly one that only servers send
 * @param headers the headers; of repeated ones the first, as STOMP 1.2 says
 * @param body the body, empty where there was none
 */
public record ReceivedFrame(StompCommand command, Map<String, String> headers, byte[] body) {

	/**
	 * A header.
	 * @param name its name
	 * @return {@code null} if the frame does not have it
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	@Override
	public String toString() {
		// everything else is what the client sent, secrets included
		return this.command.name();
	}

}
