package dev.realtime.crud;

import java.util.List;
import java.util.Objects;

import dev.realtime.ClientTypes;

/** What annotated methods tell clients. */
record AnnouncedTypes(Announcements announcements) implements ClientTypes {

	@Override
	public List<ClientType> types() {
		return this.announcements.all().stream().map(Announcement::clientType).filter(Objects::nonNull).toList();
	}

}
