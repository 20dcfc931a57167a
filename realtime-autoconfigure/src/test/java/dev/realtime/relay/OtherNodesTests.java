package dev.realtime.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.realtime.relay.Letter.Change;

import static org.assertj.core.api.Assertions.assertThat;

class OtherNodesTests {

	private final List<Change> changes = new ArrayList<>();

	private long now;

	private final OtherNodes nodes = new OtherNodes(this.changes::add, () -> this.now);

	private static Letter.Members all(Change... members) {
		return new Letter.Members(true, true, List.of(members));
	}

	private static Letter.Members news(Change... members) {
		return new Letter.Members(false, false, List.of(members));
	}

	private static Change came(String user) {
		return new Change("/hall", user, true);
	}

	private static Change went(String user) {
		return new Change("/hall", user, false);
	}

	private void pass(long seconds) {
		this.now += TimeUnit.SECONDS.toNanos(seconds);
		this.nodes.expire();
	}

	@Test
	void knowsWhoIsWithTheOthers() {
		this.nodes.told("a", all(came("alice"), came("bob")));
		this.nodes.told("b", all(came("bob")));
		assertThat(this.nodes.members("/hall")).containsExactlyInAnyOrder("alice", "bob");
		assertThat(this.nodes.members("/other")).isEmpty();
		assertThat(this.nodes.count()).isEqualTo(2);
	}

	@Test
	void keepsAUserWhoIsWithASecondNode() {
		this.nodes.told("a", all(came("bob")));
		this.nodes.told("b", all(came("bob")));
		this.nodes.told("a", news(went("bob")));
		assertThat(this.nodes.members("/hall")).containsExactly("bob");
		this.nodes.told("b", news(went("bob")));
		assertThat(this.nodes.members("/hall")).isEmpty();
	}

	@Test
	void takesNoNewsFromANodeThatHasNotSaidAll() {
		assertThat(this.nodes.heardOf("a")).isTrue();
		this.nodes.told("a", news(came("alice")));
		assertThat(this.nodes.members("/hall")).isEmpty();
		this.nodes.told("a", all(came("alice")));
		assertThat(this.nodes.heardOf("a")).isFalse();
		this.nodes.told("a", news(came("bob")));
		assertThat(this.nodes.members("/hall")).containsExactlyInAnyOrder("alice", "bob");
	}

	@Test
	void replacesWhatItKnewWhenANodeSaysAllAnewInParts() {
		this.nodes.told("a", all(came("alice"), came("bob")));
		this.changes.clear();
		this.nodes.told("a", new Letter.Members(true, false, List.of(came("bob"))));
		assertThat(this.changes).as("nothing before all is said").isEmpty();
		this.nodes.told("a", new Letter.Members(false, true, List.of(came("carol"))));
		assertThat(this.nodes.members("/hall")).containsExactlyInAnyOrder("bob", "carol");
		assertThat(this.changes).containsExactlyInAnyOrder(went("alice"), came("carol"));
	}

	@Test
	void takesANodeForDeadThatIsSilent() {
		this.nodes.told("a", all(came("alice")));
		this.nodes.told("b", all(came("bob")));
		pass(15);
		this.nodes.heardOf("b");
		pass(6);
		assertThat(this.nodes.members("/hall")).containsExactly("bob");
		assertThat(this.nodes.count()).isEqualTo(1);
		assertThat(this.changes).endsWith(went("alice"));
		assertThat(this.nodes.heardOf("a")).as("must say all again").isTrue();
	}

	@Test
	void forgetsANodeThatSaysGoodbye() {
		this.nodes.told("a", all(Stream.of("alice", "bob").map(OtherNodesTests::came).toArray(Change[]::new)));
		this.nodes.gone("a");
		assertThat(this.nodes.members("/hall")).isEmpty();
		assertThat(this.changes).containsExactlyInAnyOrder(came("alice"), came("bob"), went("alice"), went("bob"));
		this.nodes.gone("unknown");
		assertThat(this.nodes.count()).isZero();
	}

}
