package dev.realtime.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is in which room on this node, and what the others have not been told of it.
 * <p>
 * Thread-safe, and never calls out: it is used under the order of a room.
 */
final class OwnMembers {

	private static final int MAX_BATCH = 1000;

	/** Connections by room and user. */
	private final Map<String, Map<String, Integer>> rooms = new HashMap<>();

	private final Map<Key, Boolean> news = new LinkedHashMap<>();

	private record Key(String room, String user) {
	}

	synchronized void entered(String room, String user) {
		if (this.rooms.computeIfAbsent(room, (name) -> new HashMap<>()).merge(user, 1, Integer::sum) == 1) {
			changed(room, user, true);
		}
	}

	synchronized void left(String room, String user) {
		this.rooms.computeIfPresent(room, (name, users) -> {
			if (users.computeIfPresent(user, (who, count) -> (count > 1) ? count - 1 : null) == null) {
				changed(room, user, false);
			}
			return users.isEmpty() ? null : users;
		});
	}

	private void changed(String room, String user, boolean present) {
		Key key = new Key(room, user);
		// who comes and goes before the others were told need not be told of
		if (this.news.remove(key) == null) {
			this.news.put(key, present);
		}
	}

	/**
	 * What the others have not been told; they are now.
	 * @return letters, possibly none
	 */
	synchronized List<Letter> takeNews() {
		List<Letter.Change> changes = new ArrayList<>(this.news.size());
		this.news.forEach((key, present) -> changes.add(new Letter.Change(key.room(), key.user(), present)));
		this.news.clear();
		return letters(changes, false);
	}

	/**
	 * Everything, as if nobody had been told anything.
	 * @return letters, at least one
	 */
	synchronized List<Letter> takeAll() {
		this.news.clear();
		List<Letter.Change> changes = new ArrayList<>();
		this.rooms.forEach(
				(room, users) -> users.keySet().forEach((user) -> changes.add(new Letter.Change(room, user, true))));
		return letters(changes, true);
	}

	private static List<Letter> letters(List<Letter.Change> changes, boolean all) {
		List<Letter> letters = new ArrayList<>();
		boolean first = all;
		for (int from = 0; from < changes.size() || first; from += MAX_BATCH) {
			int to = Math.min(changes.size(), from + MAX_BATCH);
			letters.add(new Letter.Members(first, all && to == changes.size(), changes.subList(from, to)));
			first = false;
		}
		return letters;
	}

}
