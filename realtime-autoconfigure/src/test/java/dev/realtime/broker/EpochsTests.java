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
		assertThat(this.epochs.unused("/a")).isEqualTo(this.epochs.unused("/a"));
		assertThat(this.epochs.unused("/a")).isNotEqualTo(this.epochs.unused("/b"));
	}

	@Test
	void neverNamesTwoHistoriesOfARoomAlike() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			assertThat(seen.add(this.epochs.unused("/a"))).isTrue();
			assertThat(seen.add(this.epochs.fresh("/a"))).isTrue();
			this.epochs.forget("/a");
		}
	}

	@Test
	void namesRoomsOfOneBucketApart() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 50_000; i++) {
			assertThat(seen.add(this.epochs.unused("/room/" + i))).isTrue();
		}
	}

	@Test
	void differsAfterARestart() {
		assertThat(new Epochs().unused("/a")).isNotEqualTo(this.epochs.unused("/a"));
	}

	@Test
	void fitsIntoAPosition() {
		Position position = new Position(this.epochs.fresh("/" + "x".repeat(199)), 999_999_999_999_999_999L);
		assertThat(Position.parse(position.toString())).isEqualTo(position);
	}

}
