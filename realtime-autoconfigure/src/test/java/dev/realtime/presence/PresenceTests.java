package dev.realtime.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is in a room, and what the others are told. */
class PresenceTests {

	private static final String ROOM = "/a";

	private final List<String> told = new ArrayList<>();

	private final Presence.Telling others = (room, joined, left) -> this.told
		.add("joined " + names(joined) + " left " + names(left));

	private static List<Object> names(List<Map<String, Object>> members) {
		return members.stream().map((member) -> member.get("user")).toList();
	}

	private static Presence presence(Duration grace, int max, MemberDetails details) {
		return new Presence(new PresenceProperties(List.of("/a"), grace, max), details);
	}

	private List<Object> enter(Presence presence, String user) {
		presence.enter(ROOM, user, presence.lookUp(ROOM, user), this.others);
		return names(presence.members(ROOM));
	}

	@Test
	void aUserWithSeveralTabsCountsOnce() {
		Presence presence = presence(Duration.ZERO, 10, null);
		assertThat(enter(presence, "alice")).containsExactly("alice");
		assertThat(enter(presence, "alice")).containsExactly("alice");
		presence.leave(ROOM, "alice", this.others);
		assertThat(this.told).containsExactly("joined [alice] left []");
		presence.leave(ROOM, "alice", this.others);
		assertThat(this.told).containsExactly("joined [alice] left []", "joined [] left [alice]");
		assertThat(presence.rooms()).isEmpty();
	}

	@Test
	void whoComesBackWithinTheGraceNeverLeft() {
		Presence presence = presence(Duration.ofMinutes(1), 10, null);
		enter(presence, "alice");
		enter(presence, "bob");
		presence.leave(ROOM, "alice", this.others);
		presence.tick(ROOM, this.others);
		assertThat(enter(presence, "alice")).containsExactlyInAnyOrder("alice", "bob");
		presence.tick(ROOM, this.others);
		assertThat(this.told).containsExactly("joined [alice] left []", "joined [bob] left []");
	}

	@Test
	void whoStaysAwayLeavesWhenTheGraceIsOver() {
		Presence presence = presence(Duration.ofNanos(1), 10, null);
		enter(presence, "alice");
		enter(presence, "bob");
		presence.leave(ROOM, "alice", this.others);
		presence.tick(ROOM, this.others);
		assertThat(this.told).last().isEqualTo("joined [] left [alice]");
	}

	@Test
	void looksDetailsUpInBatches() {
		List<Collection<String>> asked = new ArrayList<>();
		Presence presence = presence(Duration.ZERO, 10, (room, users) -> {
			asked.add(List.copyOf(users));
			return users.stream()
				.collect(Collectors.toMap((user) -> user, (user) -> Map.of("name", user.toUpperCase())));
		});
		enter(presence, "alice");
		enter(presence, "bob");
		assertThat(presence.members(ROOM)).containsExactly(Map.of("user", "alice", "name", "ALICE"),
				Map.of("user", "bob", "name", "BOB"));
		// one question for each join, and none for those who are known
		assertThat(asked).containsExactly(List.of("alice"), List.of("bob"));
	}

	@Test
	void oneWhoDoesNotComeAfterAllTakesNobodysDetailsAway() {
		Presence presence = presence(Duration.ZERO, 10, (room, users) -> users.stream()
			.collect(Collectors.toMap((user) -> user, (user) -> Map.of("name", user.toUpperCase()))));
		Map<String, Map<String, Object>> details = presence.lookUp(ROOM, "alice");
		presence.lookUp(ROOM, "bob");
		presence.enter(ROOM, "alice", details, this.others);
		assertThat(presence.members(ROOM)).containsExactly(Map.of("user", "alice", "name", "ALICE"));
		presence.lookUp(ROOM, "alice");
		enter(presence, "carol");
		assertThat(presence.members(ROOM)).containsExactly(Map.of("user", "alice", "name", "ALICE"),
				Map.of("user", "carol", "name", "CAROL"));
	}

	@Test
	void detailsCannotTakeTheUsersPlace() {
		Presence presence = presence(Duration.ZERO, 10, (room, users) -> Map.of("alice", Map.of("user", "mallory")));
		assertThat(enter(presence, "alice")).containsExactly("alice");
	}

	@Test
	void tellsNoMoreMembersThanTheLimit() {
		Presence presence = presence(Duration.ZERO, 2, null);
		enter(presence, "alice");
		enter(presence, "bob");
		assertThat(presence.leftOutCount()).isZero();
		assertThat(enter(presence, "carol")).containsExactly("alice", "bob");
		assertThat(presence.leftOutCount()).isEqualTo(1);
	}

	@Test
	void aLargeRoomIsToldOnceASecond() {
		Presence presence = presence(Duration.ZERO, 1000, null);
		for (int i = 0; i < 200; i++) {
			enter(presence, "user" + i);
		}
		int atOnce = this.told.size();
		assertThat(atOnce).isLessThan(60);
		presence.tick(ROOM, this.others);
		assertThat(this.told).hasSize(atOnce + 1);
		presence.tick(ROOM, this.others);
		assertThat(this.told).hasSize(atOnce + 1);
	}

}
