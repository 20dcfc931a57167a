package dev.realtime.join;

import org.jspecify.annotations.Nullable;

/**
 * Knows where a room stands.
 */
@FunctionalInterface
interface RoomPositions {

	/**
	 * Where a room stands now.
	 * @param room the room's name
	 * @return the position; {@code null} where there is nothing to join, as with
	 * {@code realtime.enabled=false}
	 */
	@Nullable String position(String room);

}
