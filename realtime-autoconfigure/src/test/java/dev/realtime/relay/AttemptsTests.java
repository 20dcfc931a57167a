package dev.realtime.relay;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptsTests {

	private static final Address ONE = new Address("one", 61613);

	private static final Address OTHER = new Address("other", 61613);

	private final Attempts attempts = new Attempts();

	@Test
	void triesTheAddressesInTurn() {
		List<Address> addresses = List.of(ONE, OTHER);
		assertThat(this.attempts.begin(addresses)).isEqualTo(ONE);
		assertThat(this.attempts.begin(addresses)).isEqualTo(OTHER);
		assertThat(this.attempts.begin(addresses)).isEqualTo(ONE);
		assertThat(this.attempts.count()).isEqualTo(3);
	}

	@Test
	void triesAtOnceAndThenAfterAPause() {
		assertThat(this.attempts.isDue(-5)).isTrue();
		this.attempts.begin(List.of(ONE));
		this.attempts.ended(0);
		assertThat(this.attempts.isDue(millis(99))).isFalse();
		assertThat(this.attempts.isDue(millis(250))).isTrue();
	}

	@Test
	void waitsLongerEachTimeButNotForever() {
		long longest = 0;
		for (int i = 0; i < 200; i++) {
			longest = Math.max(longest, pause());
		}
		assertThat(longest).isBetween(millis(250), millis(5000));
		this.attempts.succeeded();
		assertThat(pause()).isLessThanOrEqualTo(millis(250));
	}

	/** How long it waits after one that failed. */
	private long pause() {
		this.attempts.begin(List.of(ONE));
		this.attempts.ended(0);
		long pause = 0;
		while (!this.attempts.isDue(pause)) {
			pause += millis(1);
		}
		return pause;
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
