package dev.realtime.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.realtime.ReportSection;
import dev.realtime.room.AnnouncedRooms;
import dev.realtime.room.RoomTemplate;

/**
 * Which entities are announced.
 *
 * @param repositories knows those of all repositories
 */
record EntitiesReport(AnnouncedRepositories repositories) implements ReportSection, AnnouncedRooms {

	@Override
	public String name() {
		return "entities";
	}

	@Override
	public String summary() {
		int count = this.repositories.announcements().size();
		return switch (count) {
			case 0 -> "";
			case 1 -> "1 announced entity";
			default -> count + " announced entities";
		};
	}

	@Override
	public Object details() {
		return this.repositories.announcements()
			.stream()
			.map((announcements) -> Map.of("entity", announcements.where(), "rooms",
					announcements.rooms().stream().map(Object::toString).toList()))
			.toList();
	}

	@Override
	public Map<String, List<RoomTemplate>> announcedRooms() {
		Map<String, List<RoomTemplate>> rooms = new LinkedHashMap<>();
		this.repositories.announcements()
			.forEach((announcements) -> rooms.put(announcements.where(), announcements.rooms()));
		return rooms;
	}

}
