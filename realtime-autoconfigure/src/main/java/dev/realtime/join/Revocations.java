package dev.realtime.join;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Evictions, for as long as a room token issued before may live. Bounded: when there are
 * too many, the oldest are replaced by one for everybody, so that what was refused stays
 * refused.
 * <p>
 * Thread-safe.
 */
final class Revocations {

	private static final int MAX = 100_000;

	private static final long LONGEST_TOKEN_MILLIS = TimeUnit.HOURS.toMillis(25);

	/** By user and room, in the order of their coming. */
	private final Map<Key, Long> evictedAt = new LinkedHashMap<>();

	private long everybody;

	private record Key(String user, String room) {
	}

	synchronized void evicted(String user, String room, long millis) {
		Key key = new Key(user, room);
		this.evictedAt.remove(key);
		this.evictedAt.put(key, millis);
		Iterator<Long> oldestFirst = this.evictedAt.values().iterator();
		long oldest = oldestFirst.next();
		while (millis - oldest > LONGEST_TOKEN_MILLIS) {
			oldestFirst.remove();
			oldest = oldestFirst.next();
		}
		if (this.evictedAt.size() > MAX) {
			oldestFirst.remove();
			this.everybody = Math.max(this.everybody, oldest);
		}
	}

	/**
	 * Whether a token was issued before its user was evicted.
	 * @param user the user's name
	 * @param room the room's name
	 * @param issuedAtMillis when it was issued
	 */
	synchronized boolean isRevoked(String user, String room, long issuedAtMillis) {
		long evictedAt = this.evictedAt.getOrDefault(new Key(user, room), Long.MIN_VALUE);
		return issuedAtMillis <= Math.max(evictedAt, this.everybody);
	}

}
