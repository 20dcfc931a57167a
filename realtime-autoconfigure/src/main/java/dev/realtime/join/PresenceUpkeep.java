package dev.realtime.join;

import java.util.List;
import java.util.Map;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.SparingLog;
import dev.realtime.broker.MemberElsewhere;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connection;
import dev.realtime.presence.Presence;
import dev.realtime.protocol.Events;
import dev.realtime.protocol.WireJson;
import dev.realtime.room.RoomPattern;

/** Keeps presence up to date in the rooms that have it. */
class PresenceUpkeep implements ApplicationListener<PayloadApplicationEvent<MemberElsewhere>> {

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(PresenceUpkeep.class));

	private final Presence presence;

	private final List<RoomPattern> rooms;

	private final RoomBroker broker;

	private final WireJson json;

	PresenceUpkeep(Presence presence, List<RoomPattern> rooms, RoomBroker broker, WireJson json) {
		this.presence = presence;
		this.rooms = rooms;
		this.broker = broker;
		this.json = json;
	}

	private boolean isOn(Room room) {
		for (RoomPattern pattern : this.rooms) {
			if (pattern.match(room) != null) {
				return true;
			}
		}
		return false;
	}

	/** What others should know of who is about to enter. */
	Map<String, Map<String, Object>> lookUp(Room room, RealtimeUser user) {
		return isOn(room) ? details(room, user.name()) : Map.of();
	}

	private Map<String, Map<String, Object>> details(Room room, String user) {
		try {
			return this.presence.lookUp(room.name(), user);
		}
		catch (RuntimeException ex) {
			failures.warn("MemberDetails failed; members are told without details", ex);
			return Map.of();
		}
	}

	/** Who is there now; {@code null} in a room without presence. */
	@Nullable List<Map<String, Object>> enter(Room room, RealtimeUser user, Map<String, Map<String, Object>> details,
			Connection connection) {
		if (!isOn(room)) {
			return null;
		}
		this.presence.enter(room.name(), user.name(), details, telling(connection));
		return this.presence.members(room.name());
	}

	void leave(Room room, RealtimeUser user) {
		if (isOn(room)) {
			this.presence.leave(room.name(), user.name(), telling(null));
		}
	}

	private Presence.Telling telling(@Nullable Connection except) {
		return (room, joined, left) -> this.broker.signal(room, Events.PRESENCE,
				this.json.object("name", room, "joined", joined, "left", left), except);
	}

	/**
	 * A user came or went on another node, which counts as one connection more or less.
	 */
	@Override
	public void onApplicationEvent(PayloadApplicationEvent<MemberElsewhere> event) {
		MemberElsewhere member = event.getPayload();
		Room room = new Room(member.room());
		if (!isOn(room)) {
			return;
		}
		Map<String, Map<String, Object>> details = member.present() ? details(room, member.user()) : Map.of();
		this.broker.inOrder(room.name(), () -> {
			if (member.present()) {
				this.presence.enter(room.name(), member.user(), details, telling(null));
			}
			else {
				this.presence.leave(room.name(), member.user(), telling(null));
			}
		});
	}

	/** Called once a second. */
	void tick() {
		for (String room : this.presence.rooms()) {
			this.broker.inOrder(room, () -> this.presence.tick(room, telling(null)));
		}
	}

}
