package dev.realtime.broker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.realtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;

class NetEffectTests {

	/**
	 * A letter is an action, the rest its path: {@code c1} creates /1, {@code x} is a
	 * custom event.
	 */
	@ParameterizedTest
	@CsvSource({ "c1,c1", "c1 u1,c1", "c1 d1,''", "u1 d1,d1", "d1 c1,u1", "u1 u1,u1", "c1 u1 u1 d1,''", "c1 d1 c1,c1",
			"d1 c1 d1,d1", "u1 d1 c1 u1,u1", "c1 c2 u1,c2 c1", "c1 x u1 c2,x c1 c2", "u2 u1 x u2,u1 x u2", "c c,c c",
			"c u d,c u d", "x x,x x", "d1 c1 c2 d2,u1" })
	void tellsWhatChangesComeTo(String changes, String told) {
		assertThat(String.join(" ", told(new NetEffect(0), changes))).isEqualTo(told);
	}

	@Test
	void tellsTheLastState() {
		List<Change> told = new NetEffect(0)
			.of(changes(event("c1", "first"), event("u1", "second"), event("u1", "last")));
		assertThat(told).singleElement().extracting((change) -> change.event().resource()).isEqualTo("last");
	}

	@Test
	void keepsRoomsApart() {
		RealtimeEvent created = event("c1", "first").withRooms(List.of("/a", "/b"));
		RealtimeEvent updated = event("u1", "last").withRooms(List.of("/b", "/c"));
		List<RealtimeEvent> told = events(new NetEffect(0).of(changes(created, updated)));
		assertThat(told).extracting(RealtimeEvent::action, RealtimeEvent::rooms, RealtimeEvent::resource)
			.containsExactly(org.assertj.core.groups.Tuple.tuple("created", List.of("/a"), "first"),
					org.assertj.core.groups.Tuple.tuple("updated", List.of("/c"), "last"),
					org.assertj.core.groups.Tuple.tuple("created", List.of("/b"), "last"));
		assertThat(told).extracting(RealtimeEvent::id).doesNotHaveDuplicates();
		assertThat(told.get(1).id()).isEqualTo(updated.id());
	}

	@Test
	void tellsUsersEverything() {
		RealtimeEvent created = event("c1", "first").toUsers("ada");
		RealtimeEvent deleted = event("d1", "last");
		List<RealtimeEvent> told = events(new NetEffect(0).of(changes(created, deleted)));
		assertThat(told).singleElement().satisfies((event) -> {
			assertThat(event.rooms()).isEmpty();
			assertThat(event.users()).containsExactly("ada");
			assertThat(event.action()).isEqualTo("created");
		});
	}

	@Test
	void leavesASingleEventUntouched() {
		RealtimeEvent event = event("u1", "only").toUsers("ada");
		assertThat(events(new NetEffect(0).of(changes(event)))).containsExactly(event);
	}

	@ParameterizedTest
	@CsvSource({ "c1 c2 c3,c1 c2 c3", "c1 c2 c3 c4,realtime:resync", "c1 u1 u1 u1,c1", "c1 d1 c2 c3 c4,c2 c3 c4",
			"x c1 c2 x c3 c4 x,x x realtime:resync x", "c c c c,realtime:resync", "x x x x x,x x x x x" })
	void tellsARoomToFetchAgainAboveTheThreshold(String changes, String told) {
		assertThat(String.join(" ", told(new NetEffect(3), changes))).isEqualTo(told);
	}

	@Test
	void countsEachRoomForItself() {
		RealtimeEvent both = event("c1", "both").withRooms(List.of("/a", "/b"));
		List<RealtimeEvent> told = events(new NetEffect(1).of(changes(both, event("c2", "a"))));
		assertThat(told).extracting(RealtimeEvent::name, RealtimeEvent::rooms)
			.containsExactly(org.assertj.core.groups.Tuple.tuple(RealtimeEvent.RESOURCE, List.of("/b")),
					org.assertj.core.groups.Tuple.tuple(RealtimeEvent.RESYNC, List.of("/a")));
	}

	private static List<String> told(NetEffect netEffect, String changes) {
		Change[] parsed = Arrays.stream(changes.split(" "))
			.map((text) -> new Change(event(text, text), null, null))
			.toArray(Change[]::new);
		List<String> told = new ArrayList<>();
		for (Change change : netEffect.of(List.of(parsed))) {
			RealtimeEvent event = change.event();
			String path = (event.path() != null) ? event.path().substring(1) : "";
			told.add((event.action() != null) ? event.action().charAt(0) + path : event.name());
		}
		return told;
	}

	private static RealtimeEvent event(String text, Object resource) {
		RealtimeEvent event = switch (text.charAt(0)) {
			case 'c' -> RealtimeEvent.created("message", resource);
			case 'u' -> RealtimeEvent.updated("message", resource);
			case 'd' -> RealtimeEvent.deleted("message", resource);
			default -> RealtimeEvent.named(text, resource);
		};
		return event.withPath((text.length() > 1) ? "/" + text.substring(1) : null).toRooms("/a");
	}

	private static List<Change> changes(RealtimeEvent... events) {
		return Arrays.stream(events).map((event) -> new Change(event, null, null)).toList();
	}

	private static List<RealtimeEvent> events(List<Change> changes) {
		return changes.stream().map(Change::event).toList();
	}

}
