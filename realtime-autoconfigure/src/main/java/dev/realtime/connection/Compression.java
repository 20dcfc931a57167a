package dev.realtime.connection;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketExtension;

/**
 * How permessage-deflate is agreed on: without context between messages, since what is
 * compressed once for all receivers cannot refer to what one of them got before.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7692#section-7.1">RFC 7692, 7.1</a>
 */
final class Compression {

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_WINDOW = "server_max_window_bits";

	private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";

	/** What clients may ask for without asking too much. */
	private static final List<String> PARAMETERS = List.of("server_no_context_takeover", "client_no_context_takeover",
			"client_max_window_bits");

	private Compression() {
	}

	/**
	 * Answers a client's offers.
	 * @param offers what it can take, the most wanted first
	 * @return the value of the answer's header; {@code null} if none of them will do
	 */
	static @Nullable String accept(List<WebSocketExtension> offers) {
		boolean acceptable = offers.stream()
			.anyMatch((offer) -> offer.getName().equals(NAME) && isAcceptable(offer.getParameters()));
		return acceptable ? ANSWER : null;
	}

	/** A smaller window of ours is not to be had on this platform. */
	private static boolean isAcceptable(Map<String, String> parameters) {
		return !parameters.containsKey(SERVER_WINDOW) && PARAMETERS.containsAll(parameters.keySet());
	}

}
