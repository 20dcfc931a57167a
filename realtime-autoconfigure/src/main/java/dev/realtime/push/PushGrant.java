package dev.realtime.push;

import java.util.List;

import dev.realtime.Room;
import dev.realtime.room.RoomPattern;

/**
 * How far a key reaches.
 *
 * @param key the key, a secret
 * @param rooms patterns of the rooms it reaches; everything if empty
 * @param users whether it also reaches users where rooms are limited
 */
record PushGrant(String key, List<RoomPattern> rooms, boolean users) {

	static PushGrant of(PushKey key) {
		return new PushGrant(key.key(), key.rooms().stream().map(RoomPattern::parse).toList(), key.users());
	}

	boolean reaches(PushRequest push) {
		if (this.rooms.isEmpty()) {
			return true;
		}
		return (this.users || push.users().isEmpty()) && push.rooms().stream().map(Room::new).allMatch(this::reaches);
	}

	private boolean reaches(Room room) {
		return this.rooms.stream().anyMatch((pattern) -> pattern.match(room) != null);
	}

	@Override
	public String toString() {
		// without the key
		return "PushGrant[rooms=" + this.rooms + ", users=" + this.users + "]";
	}

}
