package dev.realtime.connection;

import java.util.Arrays;
import java.util.List;

/**
 * How frames are put into WebSocket messages for a client: one text message each, unless
 * it said that it can take more.
 *
 * @param batch whether several frames may share a message
 * @param binary whether messages are binary, which saves both sides the work of text
 */
record Framing(boolean batch, boolean binary) {

	/** What any client takes. */
	static final Framing PLAIN = new Framing(false, false);

	/**
	 * Reads what a client can take.
	 * @param header the value of its {@code accept-framing} header
	 * @return the framing; words that are not known are passed over
	 */
	static Framing parse(String header) {
		List<String> accepted = Arrays.stream(header.split(",", 8)).map(String::trim).toList();
		return new Framing(accepted.contains("batch"), accepted.contains("binary"));
	}

}
