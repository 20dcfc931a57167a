package dev.realtime.relay;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivalsTests {

	private final Arrivals arrivals = new Arrivals();

	@Test
	void countsACopyForNothing() {
		assertThat(this.arrivals.take("a", 1)).isTrue();
		assertThat(this.arrivals.take("a", 2)).isTrue();
		assertThat(this.arrivals.take("a", 1)).isFalse();
		assertThat(this.arrivals.take("a", 2)).isFalse();
		assertThat(this.arrivals.take("b", 1)).isTrue();
	}

	@Test
	void countsWhatHasNoNumberAlways() {
		assertThat(this.arrivals.take("a", 0)).isTrue();
		assertThat(this.arrivals.take("a", 0)).isTrue();
	}

	@Test
	void noticesAHoleInWhatANodeSent() {
		assertThat(this.arrivals.misses("a", 7)).as("it was there before").isFalse();
		this.arrivals.take("a", 7);
		assertThat(this.arrivals.misses("a", 7)).isFalse();
		assertThat(this.arrivals.misses("a", 8)).isFalse();
		assertThat(this.arrivals.misses("a", 9)).isTrue();
		assertThat(this.arrivals.misses("a", 0)).isFalse();
		assertThat(this.arrivals.misses("b", 9)).isFalse();
	}

	@Test
	void countsAllOnceMoreAfterForgetting() {
		this.arrivals.take("a", 7);
		this.arrivals.forget();
		assertThat(this.arrivals.misses("a", 9)).isFalse();
		assertThat(this.arrivals.take("a", 7)).isTrue();
	}

	@Test
	void remembersOnlyTheLatestNodes() {
		for (int i = 0; i <= 10_000; i++) {
			this.arrivals.take("node-" + i, 5);
		}
		assertThat(this.arrivals.take("node-0", 5)).as("forgotten").isTrue();
		assertThat(this.arrivals.take("node-10000", 5)).isFalse();
	}

}
