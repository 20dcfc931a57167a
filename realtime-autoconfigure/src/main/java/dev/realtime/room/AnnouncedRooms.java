package dev.realtime.room;

import java.util.List;
import java.util.Map;

/** Knows rooms in which the application announces something. Not API. */
public interface AnnouncedRooms {

	/**
	 * Their templates.
	 * @return by where they are declared
	 */
	Map<String, List<RoomTemplate>> announcedRooms();

}
