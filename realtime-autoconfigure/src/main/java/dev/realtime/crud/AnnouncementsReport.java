package dev.realtime.crud;

import java.util.Map;

import dev.realtime.ReportSection;

/** Which methods announce what, and where. */
record AnnouncementsReport(Announcements announcements) implements ReportSection {

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

}
