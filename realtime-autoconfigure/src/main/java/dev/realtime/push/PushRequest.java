package dev.realtime.push;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeUser;
import dev.realtime.Room;

/**
 * What another back end pushes.
 *
 * @param event the event's name
 * @param users names of users, each once
 * @param rooms names of rooms, each once
 * @param data any JSON value, as it came; {@code null} if there is none
 */
record PushRequest(String event, Set<String> users, Set<String> rooms, @Nullable JsonNode data) {

	private static final int MOST_TARGETS = 1000;

	/** What browsers hear under this name are failures of their own client. */
	private static final String FAILURE = "error";

	private static final Set<String> MEMBERS = Set.of("event", "targets", "data");

	private static final Set<String> TARGETS = Set.of("users", "rooms");

	/**
	 * Reads a body. A member it does not know is refused rather than ignored: most often
	 * it is a known one misspelt, and the event would go out without its data.
	 * @param body the body
	 * @return the push
	 * @throws PushRefused if it cannot be one
	 */
	static PushRequest read(JsonNode body) {
		requireMembers(body, MEMBERS);
		JsonNode targets = body.path("targets");
		if (!targets.isMissingNode() && !targets.isNull()) {
			requireMembers(targets, TARGETS);
		}
		PushRequest request = new PushRequest(event(body.path("event")), names(targets.path("users")),
				names(targets.path("rooms")), body.get("data"));
		request.requireTargets();
		return request;
	}

	private static void requireMembers(JsonNode object, Collection<String> known) {
		if (!object.isObject() || !known.containsAll(object.propertyNames())) {
			throw new PushRefused(PushProblem.MEMBER);
		}
	}

	private static String event(JsonNode name) {
		if (!name.isString() || !RealtimeEvent.isValidName(name.stringValue())
				|| RealtimeEvent.isReserved(name.stringValue()) || name.stringValue().equals(FAILURE)) {
			throw new PushRefused(PushProblem.EVENT);
		}
		return name.stringValue();
	}

	private static Set<String> names(JsonNode names) {
		if (names.isMissingNode() || names.isNull()) {
			return Set.of();
		}
		Collection<JsonNode> values = names.isArray() ? names.values() : List.of(names);
		Set<String> distinct = new LinkedHashSet<>();
		for (JsonNode value : values) {
			if (!value.isString()) {
				throw new PushRefused(PushProblem.TARGETS);
			}
			distinct.add(value.stringValue());
		}
		return distinct;
	}

	private void requireTargets() {
		int targets = this.users.size() + this.rooms.size();
		if (targets == 0) {
			throw new PushRefused(PushProblem.NO_TARGET);
		}
		if (targets > MOST_TARGETS) {
			throw new PushRefused(PushProblem.TOO_MANY_TARGETS);
		}
		if (!this.rooms.stream().allMatch(Room::isValid)) {
			throw new PushRefused(PushProblem.ROOM);
		}
		if (!this.users.stream().allMatch(RealtimeUser::isValidName)) {
			throw new PushRefused(PushProblem.USER);
		}
	}

	RealtimeEvent toEvent() {
		return RealtimeEvent.named(this.event, this.data).toRooms(this.rooms).toUsers(this.users);
	}

}
