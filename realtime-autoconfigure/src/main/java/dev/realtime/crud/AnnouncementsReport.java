package dev.realtime.crud;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.ReportSection;
import dev.realtime.room.AnnouncedRooms;
import dev.realtime.room.RoomTemplate;

/** Which methods announce what, and where. */
record AnnouncementsReport(Announcements announcements) implements ReportSection, AnnouncedRooms {

	@Override
	public String name() {
		return "announcements";
	}

	@Override
	public String summary() {
		int count = this.announcements.all().size();
		return (count != 1) ? count + " announcements" : "1 announcement";
	}

	@Override
	public Object details() {
		return this.announcements.all()
			.stream()
			.map((announcement) -> Map.of("method", announcement.where(), "rooms",
					announcement.rooms().stream().map(Object::toString).toList(), "path",
					String.valueOf(announcement.path())))
			.toList();
	}

	@Override
	public Map<String, List<RoomTemplate>> announcedRooms() {
		Map<String, List<RoomTemplate>> rooms = new LinkedHashMap<>();
		this.announcements.all().forEach((announcement) -> rooms.put(announcement.where(), announcement.rooms()));
		return rooms;
	}

}
