package dev.realtime.presence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The users in one room, each with the number of connections, and what the others have
 * not been told yet. A user with several connections counts once.
 * <p>
 * Not thread-safe: the room's order guards it.
 */
final class Members {

	private final Map<String, Integer> connections = new LinkedHashMap<>();

	/**
	 * Users who left but are still shown, and until when by {@link System#nanoTime()}.
	 */
	private final Map<String, Long> leaving = new LinkedHashMap<>();

	private final Set<String> joined = new LinkedHashSet<>();

	private final Set<String> left = new LinkedHashSet<>();

	/** Another connection of the user came. */
	void enter(String user) {
		if (this.connections.merge(user, 1, Integer::sum) == 1 && this.leaving.remove(user) == null
				&& !this.left.remove(user)) {
			this.joined.add(user);
		}
	}

	/**
	 * A connection of the user went.
	 * @param user the user's name
	 * @param until when the others learn of it, if it was the last one
	 */
	void leave(String user, long until) {
		Integer left = this.connections.computeIfPresent(user, (name, count) -> (count > 1) ? count - 1 : null);
		if (left == null) {
			this.leaving.put(user, until);
		}
	}

	/** Lets those go whose time has come. */
	void expire(long now) {
		this.leaving.entrySet().removeIf((entry) -> {
			boolean gone = now - entry.getValue() >= 0;
			if (gone && !this.joined.remove(entry.getKey())) {
				this.left.add(entry.getKey());
			}
			return gone;
		});
	}

	/**
	 * Who is shown.
	 * @param max at most so many
	 * @return users by name, the earliest first
	 */
	List<String> shown(int max) {
		List<String> shown = new ArrayList<>(Math.min(max, size()));
		for (String user : this.connections.keySet()) {
			if (shown.size() < max) {
				shown.add(user);
			}
		}
		for (String user : this.leaving.keySet()) {
			if (shown.size() < max) {
				shown.add(user);
			}
		}
		return shown;
	}

	boolean contains(String user) {
		return this.connections.containsKey(user) || this.leaving.containsKey(user);
	}

	int size() {
		return this.connections.size() + this.leaving.size();
	}

	boolean hasNews() {
		return !this.joined.isEmpty() || !this.left.isEmpty();
	}

	/** What the others have not been told; they are now. */
	News takeNews() {
		News news = new News(List.copyOf(this.joined), List.copyOf(this.left));
		this.joined.clear();
		this.left.clear();
		return news;
	}

	boolean isEmpty() {
		return this.connections.isEmpty() && this.leaving.isEmpty() && !hasNews();
	}

	/**
	 * What changed.
	 *
	 * @param joined users who came
	 * @param left users who went
	 */
	record News(List<String> joined, List<String> left) {

	}

}
