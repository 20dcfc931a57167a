package dev.realtime.protocol;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The versions of STOMP a client may speak, and how each writes a frame.
 *
 * @see <a href="https://stomp.github.io/stomp-specification-1.2.html">STOMP 1.2</a>
 */
public enum StompVersion {

	/** Knows no escapes. */
	V1_0("1.0"),
	/** Knows no escape for a carriage return. */
	V1_1("1.1"),
	/** The usual one. */
	V1_2("1.2");

	private final String number;

	StompVersion(String number) {
		this.number = number;
	}

	public String number() {
		return this.number;
	}

	/**
	 * The best version both sides know.
	 * @param accepted the client's {@code accept-version}; without one it speaks 1.0
	 * @return {@code null} if there is none
	 */
	public static @Nullable StompVersion negotiate(@Nullable String accepted) {
		if (accepted == null) {
			return V1_0;
		}
		StompVersion best = null;
		for (String number : accepted.split(",", 16)) {
			for (StompVersion version : values()) {
				if (version.number.equals(number.trim()) && (best == null || version.compareTo(best) > 0)) {
					best = version;
				}
			}
		}
		return best;
	}

	/**
	 * Writes a frame.
	 * @param command the STOMP command
	 * @param body its body, possibly empty
	 * @param headers names and values in turn; a {@code null} value leaves its header out
	 * @return the frame
	 */
	public Frame frame(String command, byte[] body, @Nullable String... headers) {
		StringBuilder head = new StringBuilder(160).append(command).append('\n');
		boolean escape = !command.equals("CONNECTED");
		for (int i = 0; i < headers.length; i += 2) {
			String value = headers[i + 1];
			if (value != null) {
				head.append(headers[i]).append(':').append(escape ? escape(value) : value).append('\n');
			}
		}
		return join(head, body);
	}

	Frame join(StringBuilder head, byte[] body) {
		if (body.length > 0) {
			head.append("content-length:").append(body.length).append('\n');
		}
		byte[] start = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
		byte[] bytes = new byte[start.length + body.length + 1];
		System.arraycopy(start, 0, bytes, 0, start.length);
		System.arraycopy(body, 0, bytes, start.length, body.length);
		return new Frame(bytes);
	}

	/**
	 * Writes a header's value.
	 * @param value any text
	 * @return the text as it stands in a frame; never more than its line
	 */
	public String escape(String value) {
		StringBuilder escaped = null;
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			String escape = escape(c);
			if (escape != null && escaped == null) {
				escaped = new StringBuilder(value.length() + 8).append(value, 0, i);
			}
			if (escaped != null) {
				escaped.append((escape != null) ? escape : String.valueOf(c));
			}
		}
		return (escaped != null) ? escaped.toString() : value;
	}

	private @Nullable String escape(char c) {
		return switch (c) {
			case '\n' -> (this != V1_0) ? "\\n" : " ";
			case '\r' -> (this == V1_2) ? "\\r" : " ";
			case ':' -> (this != V1_0) ? "\\c" : null;
			case '\\' -> (this != V1_0) ? "\\\\" : null;
			case 0 -> " ";
			default -> null;
		};
	}

	/**
	 * Reads the name or value of a header.
	 * @param text the text as it stands in a frame
	 * @return the text it stands for; {@code null} if it holds an escape this version
	 * does not know
	 */
	@Nullable String unescape(String text) {
		int next = (this != V1_0) ? text.indexOf('\\') : -1;
		if (next < 0) {
			return text;
		}
		StringBuilder plain = new StringBuilder(text.length());
		int from = 0;
		while (next >= 0) {
			int c = (next + 1 < text.length()) ? unescape(text.charAt(next + 1)) : -1;
			if (c < 0) {
				return null;
			}
			plain.append(text, from, next).append((char) c);
			from = next + 2;
			next = text.indexOf('\\', from);
		}
		return plain.append(text, from, text.length()).toString();
	}

	private int unescape(char escaped) {
		return switch (escaped) {
			case 'n' -> '\n';
			case 'c' -> ':';
			case '\\' -> '\\';
			case 'r' -> (this == V1_2) ? '\r' : -1;
			default -> -1;
		};
	}

}
