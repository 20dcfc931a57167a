package dev.realtime.relay;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which letters came of each node. A node numbers them without a hole, and sends some
 * twice when its link broke; the second copy counts for nothing, on every node the same.
 * <p>
 * Not thread-safe.
 */
final class Arrivals {

	private static final int MAX_NODES = 10_000;

	/** The highest number of each node, those that were silent longest first. */
	private final Map<String, Long> numbers = new LinkedHashMap<>();

	/**
	 * Whether a letter shows that one before it did not come.
	 * @param node who sent it
	 * @param number its number
	 */
	boolean misses(String node, long number) {
		Long last = this.numbers.get(node);
		return last != null && number > last + 1;
	}

	/**
	 * Takes a letter.
	 * @param node who sent it
	 * @param number its number; 0 for one that may come twice
	 * @return whether it came for the first time
	 */
	boolean take(String node, long number) {
		if (number == 0) {
			return true;
		}
		Long last = this.numbers.get(node);
		if (last != null && number <= last) {
			return false;
		}
		this.numbers.remove(node);
		this.numbers.put(node, number);
		if (this.numbers.size() > MAX_NODES) {
			this.numbers.remove(this.numbers.keySet().iterator().next());
		}
		return true;
	}

	/** All that comes counts once more. */
	void forget() {
		this.numbers.clear();
	}

}
