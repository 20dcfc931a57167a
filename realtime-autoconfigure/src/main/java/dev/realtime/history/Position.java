package dev.realtime.history;

import org.jspecify.annotations.Nullable;

/**
 * Where a room's stream stands. The offset grows by one with every publication. The epoch
 * names one unbroken history: without it a client that saw offsets 1, 2, 3 of a lost
 * history could not tell them from 1, 2, 3, 4 of the next one and would miss the new 1 to
 * 3. Opaque to clients.
 *
 * @param epoch name of the history, without a colon
 * @param offset number of publications in it so far
 */
public record Position(String epoch, long offset) {

	private static final int MAX_LENGTH = 64;

	/**
	 * Reads what {@link #toString()} wrote.
	 * @param text what a client sent
	 * @return {@code null} if it is nothing that was ever sent to a client
	 */
	public static @Nullable Position parse(String text) {
		int colon = text.indexOf(':');
		if (colon < 1 || text.length() > MAX_LENGTH) {
			return null;
		}
		String digits = text.substring(colon + 1);
		if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch((c) -> c >= '0' && c <= '9')
				|| (digits.length() > 1 && digits.charAt(0) == '0')) {
			return null;
		}
		return new Position(text.substring(0, colon), Long.parseLong(digits));
	}

	@Override
	public String toString() {
		return this.epoch + ":" + this.offset;
	}

}
