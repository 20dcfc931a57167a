package dev.realtime.broker;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.realtime.history.Position;

import static org.assertj.core.api.Assertions.assertThat;

class EpochsTests {

	private final Epochs epochs = new Epochs();

	@Test
	void remembersUnusedRoomsWithoutMemory() {
		assertThat(this.epochs.unused("/a").epoch()).isEqualTo(this.epochs.unused("/a").epoch());
		assertThat(this.epochs.unused("/a").epoch()).isNotEqualTo(this.epochs.unused("/b").epoch());
	}

	@Test
	void neverNamesTwoHistoriesOfARoomAlike() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			assertThat(seen.add(this.epochs.unused("/a").epoch())).isTrue();
			assertThat(seen.add(this.epochs.fresh("/a"))).isTrue();
			this.epochs.forget("/a", 1);
		}
	}

	@Test
	void namesUnusedRoomsAnewOnDemand() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			assertThat(seen.add(this.epochs.unused("/a").epoch())).isTrue();
			assertThat(seen.add(this.epochs.unused("/b").epoch())).isTrue();
			this.epochs.forgetUnused();
			assertThat(seen.add(this.epochs.unused("/a").epoch())).isTrue();
			this.epochs.forget("/a", 1);
		}
	}

	@Test
	void namesRoomsOfOneBucketApart() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 50_000; i++) {
			assertThat(seen.add(this.epochs.unused("/room/" + i).epoch())).isTrue();
		}
	}

	@Test
	void differsAfterARestart() {
		assertThat(new Epochs().unused("/a").epoch()).isNotEqualTo(this.epochs.unused("/a").epoch());
	}

	@Test
	void fitsIntoAPosition() {
		Position position = new Position(this.epochs.fresh("/" + "x".repeat(199)), 999_999_999_999_999_999L);
		assertThat(Position.parse(position.toString())).isEqualTo(position);
	}

}
