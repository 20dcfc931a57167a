package dev.realtime.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NeighborsTests {

	private final List<Letter> said = new ArrayList<>();

	private final List<Letter.Change> changes = new ArrayList<>();

	private long now = TimeUnit.SECONDS.toNanos(100);

	private final Neighbors neighbors = new Neighbors(this.said::add, this.changes::add, () -> this.now);

	private static Letter.Members members(String... users) {
		List<Letter.Change> all = new ArrayList<>();
		for (String user : users) {
			all.add(new Letter.Change("/hall", user, true));
		}
		return new Letter.Members(true, true, all);
	}

	private void pass(double seconds) {
		this.now += (long) (seconds * 1e9);
	}

	private List<Letter> said() {
		List<Letter> said = List.copyOf(this.said);
		this.said.clear();
		return said;
	}

	@Test
	void saysThatItIsThereAndWhoCameAndWent() {
		this.neighbors.entered("/hall", "alice");
		this.neighbors.keepInTouch();
		assertThat(said()).containsExactly(new Letter.Beat(),
				new Letter.Members(false, false, List.of(new Letter.Change("/hall", "alice", true))));
		pass(1);
		this.neighbors.keepInTouch();
		assertThat(said()).isEmpty();
		pass(5);
		this.neighbors.keepInTouch();
		assertThat(said()).containsExactly(new Letter.Beat());
	}

	@Test
	void answersAGreetingSoonAndOnce() {
		this.neighbors.entered("/hall", "alice");
		this.neighbors.keepInTouch();
		said();
		this.neighbors.hear("a", new Letter.Hello(1));
		this.neighbors.hear("b", new Letter.Hello(1));
		this.neighbors.keepInTouch();
		assertThat(said()).as("all the others answer too").isEmpty();
		pass(0.5);
		this.neighbors.keepInTouch();
		assertThat(said()).containsExactly(members("alice"));
		this.neighbors.keepInTouch();
		assertThat(said()).isEmpty();
	}

	@Test
	void asksANodeThatItTookForDeadWhoIsWithIt() {
		this.neighbors.hear("a", members("bob"));
		this.neighbors.hear("a", new Letter.Beat());
		assertThat(said()).isEmpty();
		pass(21);
		this.neighbors.expire(0);
		assertThat(this.neighbors.members("/hall")).isEmpty();
		this.neighbors.hear("a", new Letter.Beat());
		assertThat(said()).containsExactly(new Letter.Hello(0));
	}

	@Test
	void takesANodeThatSendsAnythingForAlive() {
		this.neighbors.hear("a", members("bob"));
		this.neighbors.hear("b", members("carol"));
		for (int i = 0; i < 10; i++) {
			pass(5);
			this.neighbors.heardOf("a");
			this.neighbors.expire(0);
		}
		assertThat(this.neighbors.members("/hall")).containsExactly("bob");
		assertThat(this.neighbors.count()).isEqualTo(1);
	}

	@Test
	void knowsANodeThatWentAwayNoMore() {
		this.neighbors.hear("a", members("bob"));
		this.neighbors.hear("a", new Letter.Bye());
		this.neighbors.heardOf("a");
		assertThat(this.neighbors.count()).isZero();
	}

	@Test
	void takesNobodyForDeadWhileALinkIsSlow() {
		this.neighbors.hear("a", members("bob"));
		pass(60);
		this.neighbors.expire(TimeUnit.SECONDS.toNanos(30));
		assertThat(this.neighbors.members("/hall")).containsExactly("bob");
		assertThat(this.changes).hasSize(1);
		this.neighbors.expire(0);
		assertThat(this.neighbors.members("/hall")).isEmpty();
	}

}
