package dev.realtime.join;

import java.util.Set;

import dev.realtime.RealtimeSessions;

/**
 * What {@link RealtimeSessions} is where there are none: with
 * {@code realtime.enabled=false}.
 */
class NoSessions implements RealtimeSessions {

	@Override
	public void disconnect(String user) {
		// nobody is connected
	}

	@Override
	public void evict(String user, String room) {
		// nobody is in a room
	}

	@Override
	public void recheck(String userOrRoom) {
		// nobody is in a room
	}

	@Override
	public Set<String> members(String room) {
		return Set.of();
	}

}
