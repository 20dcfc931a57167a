package dev.realtime.room;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What somebody may have meant.
 */
final class Suggestion {

	private Suggestion() {
	}

	static String of(String name, Collection<String> candidates, String prefix, String otherwise) {
		String best = null;
		int least = Math.max(2, name.length() / 2) + 1;
		for (String candidate : new TreeSet<>(candidates)) {
			int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
			if (distance < least && distance < candidate.length()) {
				best = candidate;
				least = distance;
			}
		}
		return (best != null) ? "Did you mean '" + prefix + best + "'?" : otherwise;
	}

	/** Levenshtein's, in two rows. */
	private static int distance(String left, String right) {
		int[] previous = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int[] row = new int[right.length() + 1];
			row[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int replace = previous[j - 1] + ((left.charAt(i - 1) != right.charAt(j - 1)) ? 1 : 0);
				row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
			}
			previous = row;
		}
		return previous[right.length()];
	}

}
