package dev.realtime.history;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTests {

	private static final byte[] BODY = { '{', '}' };

	private final History history = history(3, Duration.ofSeconds(10));

	private static History history(int size, Duration ttl) {
		return new History(new HistoryProperties(size, ttl, DataSize.ofMegabytes(1)), "e");
	}

	private List<Long> since(String epoch, long offset, long nanos) {
		List<Publication> since = this.history.since(new Position(epoch, offset), nanos);
		return (since != null) ? since.stream().map((publication) -> publication.position().offset()).toList() : null;
	}

	private void append(int count, long nanos) {
		for (int i = 0; i < count; i++) {
			this.history.append("tick", "id", BODY, nanos);
		}
	}

	@Test
	void startsAtZeroAndGrowsByOne() {
		assertThat(this.history.position()).isEqualTo(new Position("e", 0));
		append(2, 0);
		assertThat(this.history.position()).isEqualTo(new Position("e", 2));
		assertThat(this.history.append("x", "id", BODY, 0).position()).isEqualTo(new Position("e", 3));
	}

	@Test
	void replaysAllOrNothing() {
		append(4, 0);
		assertThat(since("e", 4, 0)).isEmpty();
		assertThat(since("e", 3, 0)).containsExactly(4L);
		assertThat(since("e", 1, 0)).containsExactly(2L, 3L, 4L);
		assertThat(since("e", 0, 0)).isNull();
	}

	@Test
	void knowsNothingOfOtherEpochsNorOfTheFuture() {
		append(2, 0);
		assertThat(since("f", 1, 0)).isNull();
		assertThat(since("e", 3, 0)).isNull();
		assertThat(since("e", Long.MAX_VALUE, 0)).isNull();
		assertThat(since("e", 0, 0)).containsExactly(1L, 2L);
	}

	@Test
	void recoversTheUnusedAndTheIdle() {
		assertThat(since("e", 0, 0)).isEmpty();
		append(1, 0);
		long anHour = Duration.ofHours(1).toNanos();
		assertThat(since("e", 1, anHour)).isEmpty();
		assertThat(since("e", 0, anHour)).isNull();
	}

	@Test
	void forgetsByAgeFromTheFront() {
		append(1, 0);
		append(1, Duration.ofSeconds(5).toNanos());
		long later = Duration.ofSeconds(11).toNanos();
		assertThat(since("e", 1, later)).containsExactly(2L);
		assertThat(since("e", 0, later)).isNull();
		assertThat(this.history.size()).isEqualTo(162);
	}

	@Test
	void countsWhatItHolds() {
		append(5, 0);
		assertThat(this.history.size()).isEqualTo(3 * (160 + 2));
		this.history.clear();
		assertThat(this.history.size()).isZero();
		assertThat(this.history.position()).isEqualTo(new Position("e", 5));
		assertThat(since("e", 4, 0)).isNull();
		assertThat(since("e", 5, 0)).isEmpty();
	}

	@Test
	void restartsUnderAnotherName() {
		append(2, 0);
		this.history.restart("g", 0);
		assertThat(this.history.position()).isEqualTo(new Position("g", 0));
		assertThat(since("e", 2, 0)).isNull();
		append(1, 0);
		assertThat(since("g", 0, 0)).containsExactly(1L);
	}

	@Test
	void keepsPositionsEvenWhereItKeepsNothing() {
		History none = history(0, Duration.ofSeconds(1));
		none.append("tick", "id", BODY, 0);
		assertThat(none.position().offset()).isEqualTo(1);
		assertThat(none.since(new Position("e", 0), 0)).isNull();
		assertThat(none.since(new Position("e", 1), 0)).isEmpty();
		assertThat(none.size()).isZero();
	}

	@Test
	void survivesAClockThatWrapsAround() {
		append(1, Long.MAX_VALUE - 1);
		assertThat(since("e", 0, Long.MIN_VALUE + 5)).containsExactly(1L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "a", "a:", ":1", "a:b", "a:-1", "a:+1", "a:01", "a:1:2", "a:1 ", "a: 1", "a:1.0",
			"a:9999999999999999999", "a:\u0661", "a:0x1" })
	void takesNoGarbageForAPosition(String text) {
		Position position = Position.parse(text);
		// a colon in the epoch: harmless, no epoch has one
		assertThat(position).satisfiesAnyOf((parsed) -> assertThat(parsed).isNull(),
				(parsed) -> assertThat(parsed.toString()).isEqualTo(text));
	}

	@Test
	void readsWhatItWrote() {
		Position position = new Position("abc-1-z", 123456789012345678L);
		assertThat(Position.parse(position.toString())).isEqualTo(position);
		assertThat(Position.parse("x".repeat(63) + ":1")).isNull();
		assertThat(Position.parse("a:1:2")).isNull();
	}

}
