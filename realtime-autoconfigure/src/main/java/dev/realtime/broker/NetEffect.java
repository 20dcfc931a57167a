package dev.realtime.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeEvent;

/**
 * What the changes of one transaction come to. Several changes of one resource, which is
 * one path in one room, are told as one, at the place of the last of them: whether the
 * resource was there before the first and is there after the last says which. Custom
 * events, changes without a path and what goes to users are told as they are.
 */
final class NetEffect {

	private final int bulkThreshold;

	/**
	 * Creates the rule.
	 * @param bulkThreshold how many changed resources a room is told one by one; 0 for
	 * any number
	 */
	NetEffect(int bulkThreshold) {
		this.bulkThreshold = bulkThreshold;
	}

	List<Change> of(List<Change> changes) {
		if (changes.size() < 2) {
			return guarded(changes);
		}
		Map<Resource, Span> spans = new HashMap<>();
		for (int i = 0; i < changes.size(); i++) {
			RealtimeEvent event = changes.get(i).event();
			if (hasNetEffect(event)) {
				for (String room : event.rooms()) {
					Resource resource = new Resource(room, String.valueOf(event.path()));
					Span span = spans.get(resource);
					spans.put(resource, new Span((span != null) ? span.first() : event, event, i));
				}
			}
		}
		List<Change> told = new ArrayList<>(changes.size());
		for (int i = 0; i < changes.size(); i++) {
			tell(changes.get(i), i, spans, told);
		}
		return guarded(told);
	}

	private static void tell(Change change, int index, Map<Resource, Span> spans, List<Change> told) {
		RealtimeEvent event = change.event();
		if (!hasNetEffect(event)) {
			told.add(change);
			return;
		}
		Map<String, List<String>> rooms = new LinkedHashMap<>();
		for (String room : event.rooms()) {
			Span span = spans.get(new Resource(room, String.valueOf(event.path())));
			String action = (span != null && span.index() == index) ? span.action() : null;
			if (action != null) {
				rooms.computeIfAbsent(action, (key) -> new ArrayList<>()).add(room);
			}
		}
		List<String> same = rooms.remove(event.action());
		if (same != null || !event.users().isEmpty()) {
			List<String> kept = (same != null) ? same : List.of();
			told.add((kept.size() == event.rooms().size()) ? change : change.with(event.withRooms(kept)));
		}
		boolean idTaken = same != null || !event.users().isEmpty();
		for (Map.Entry<String, List<String>> other : rooms.entrySet()) {
			// one id is one event: what differs from room to room needs another
			String id = idTaken ? UUID.randomUUID().toString() : event.id();
			idTaken = true;
			told.add(change
				.with(new RealtimeEvent(id, event.name(), other.getKey(), event.type(), event.path(), event.resource(),
						event.data(), other.getValue(), List.of(), event.actor(), event.origin(), event.at())));
		}
	}

	private static boolean hasNetEffect(RealtimeEvent event) {
		return isChange(event) && event.path() != null;
	}

	private static boolean isChange(RealtimeEvent event) {
		return event.name().equals(RealtimeEvent.RESOURCE) && event.action() != null;
	}

	/** A room in which too much changed is told once to fetch again. */
	private List<Change> guarded(List<Change> changes) {
		if (this.bulkThreshold == 0 || changes.size() <= this.bulkThreshold) {
			return changes;
		}
		Map<String, Integer> counts = new HashMap<>();
		Map<String, Integer> last = new HashMap<>();
		for (int i = 0; i < changes.size(); i++) {
			RealtimeEvent event = changes.get(i).event();
			if (isChange(event)) {
				for (String room : event.rooms()) {
					counts.merge(room, 1, Integer::sum);
					last.put(room, i);
				}
			}
		}
		Set<String> full = new HashSet<>(counts.keySet());
		full.removeIf((room) -> counts.getOrDefault(room, 0) <= this.bulkThreshold);
		return full.isEmpty() ? changes : withResyncs(changes, full, last);
	}

	private static List<Change> withResyncs(List<Change> changes, Set<String> full, Map<String, Integer> last) {
		List<Change> told = new ArrayList<>();
		for (int i = 0; i < changes.size(); i++) {
			Change change = changes.get(i);
			RealtimeEvent event = change.event();
			if (!isChange(event)) {
				told.add(change);
				continue;
			}
			List<String> others = event.rooms().stream().filter((room) -> !full.contains(room)).toList();
			if (!others.isEmpty() || !event.users().isEmpty()) {
				told.add(change.with(event.withRooms(others)));
			}
			int index = i;
			List<String> ended = event.rooms()
				.stream()
				.filter((room) -> full.contains(room) && Integer.valueOf(index).equals(last.get(room)))
				.toList();
			if (!ended.isEmpty()) {
				told.add(new Change(RealtimeEvent.resync().toRooms(ended), null, change.trace()));
			}
		}
		return told;
	}

	/** A resource as a room knows it. */
	private record Resource(String room, String path) {

	}

	/** The first and the last change of a resource, and where the last one stands. */
	private record Span(RealtimeEvent first, RealtimeEvent last, int index) {

		@Nullable String action() {
			boolean before = !RealtimeEvent.CREATED.equals(this.first.action());
			boolean after = !RealtimeEvent.DELETED.equals(this.last.action());
			if (after) {
				return before ? RealtimeEvent.UPDATED : RealtimeEvent.CREATED;
			}
			return before ? RealtimeEvent.DELETED : null;
		}

	}

}
