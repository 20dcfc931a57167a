package dev.realtime.relay;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.realtime.broker.EncodedEvent;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private long now;

	private final Outbox outbox = new Outbox(10_000, () -> this.now);

	private static Letter.Event event(String room, int size) {
		return new Letter.Event(room,
				new EncodedEvent("tick", "id", List.of(room), List.of(), new byte[size], new byte[0], null));
	}

	private boolean offer(String room) {
		return this.outbox.offer(event(room, 100));
	}

	private List<Long> send() {
		return this.outbox.batch().stream().map(Parcel.Numbered::number).toList();
	}

	@Test
	void keepsALetterUntilItCameBack() {
		assertThat(offer("/a")).isTrue();
		assertThat(offer("/b")).isTrue();
		assertThat(send()).containsExactly(1L, 2L);
		assertThat(send()).isEmpty();
		assertThat(this.outbox.size()).isEqualTo(2);
		assertThat(this.outbox.returned(1)).isTrue();
		assertThat(this.outbox.returned(1)).as("a copy of it").isFalse();
		assertThat(this.outbox.returned(2)).isTrue();
		assertThat(this.outbox.size()).isZero();
		assertThat(this.outbox.bytes()).isZero();
	}

	@Test
	void sendsAgainInOrderWhatDidNotComeBack() {
		offer("/a");
		offer("/b");
		offer("/c");
		send();
		offer("/d");
		this.outbox.returned(1);
		this.outbox.rewind();
		assertThat(send()).containsExactly(2L, 3L, 4L);
	}

	@Test
	void takesBackWhatWasSentOverALinkThatBrokeSince() {
		offer("/a");
		send();
		this.outbox.rewind();
		assertThat(this.outbox.returned(1)).isTrue();
		assertThat(send()).isEmpty();
		assertThat(this.outbox.bytes()).isZero();
	}

	@Test
	void boundsAFrame() {
		Outbox wide = new Outbox(100_000_000, () -> this.now);
		for (int i = 0; i < 600; i++) {
			wide.offer(event("/a", 10));
		}
		assertThat(wide.batch()).as("64 KB, with 200 bytes for each").hasSize(312);
		assertThat(wide.batch()).hasSize(288);
		for (int i = 0; i < 4; i++) {
			wide.offer(event("/a", 30_000));
		}
		assertThat(wide.batch()).hasSize(2);
		assertThat(wide.batch()).hasSize(2);
		wide.offer(event("/a", 500_000));
		assertThat(wide.batch()).as("one that is larger than a frame goes by itself").hasSize(1);
	}

	@Test
	void sendsNoMoreThanIsOnTheWayAtATime() {
		Outbox wide = new Outbox(100_000_000, () -> this.now);
		for (int i = 0; i < 12; i++) {
			wide.offer(event("/a", 1_000_000));
		}
		int sent = 0;
		while (!wide.batch().isEmpty()) {
			sent++;
		}
		assertThat(sent).isEqualTo(5);
		wide.returned(1);
		assertThat(wide.batch()).hasSize(1);
	}

	@Test
	void remembersTheRoomsOfWhatItCouldNotHold() {
		for (int i = 0; i < 40; i++) {
			offer("/room/" + i);
		}
		assertThat(this.outbox.lost()).isEqualTo(7);
		this.outbox.announceLost();
		assertThat(this.outbox.batch()).as("there is no room yet to say it")
			.extracting(Parcel.Numbered::letter)
			.hasSize(33)
			.noneMatch(Letter.Lost.class::isInstance);
		for (int i = 1; i <= 33; i++) {
			this.outbox.returned(i);
		}
		this.outbox.announceLost();
		assertThat(this.outbox.batch()).extracting(Parcel.Numbered::letter)
			.containsExactly(new Letter.Lost(
					List.of("/room/33", "/room/34", "/room/35", "/room/36", "/room/37", "/room/38", "/room/39")));
		this.outbox.announceLost();
		assertThat(this.outbox.batch()).as("once").isEmpty();
	}

	@Test
	void announcesAllRoomsWhereTooManyLostSomething() {
		Outbox small = new Outbox(1000, () -> this.now);
		small.offer(event("/big", 600));
		for (int i = 0; i < 1500; i++) {
			small.offer(event("/room/" + i, 600));
		}
		small.batch();
		small.returned(1);
		small.announceLost();
		assertThat(small.batch()).extracting(Parcel.Numbered::letter).containsExactly(new Letter.Lost(List.of()));
	}

	@Test
	void goesAloneWithAllThatWaits() {
		offer("/a");
		send();
		offer("/b");
		this.now += 3 * SECOND;
		assertThat(this.outbox.isOverdue(4 * SECOND)).isFalse();
		assertThat(this.outbox.isOverdue(2 * SECOND)).isTrue();
		assertThat(this.outbox.goAlone()).extracting((entry) -> entry.number).containsExactly(1L, 2L);
		assertThat(this.outbox.isAlone()).as("what came meanwhile is first").isFalse();
		assertThat(this.outbox.goAlone()).isEmpty();
		assertThat(this.outbox.isAlone()).isTrue();
		assertThat(offer("/c")).as("to be delivered at once").isFalse();
		assertThat(this.outbox.returned(1)).as("delivered before").isFalse();
		this.outbox.returned(2);
		assertThat(this.outbox.owesAlone()).isTrue();
		this.outbox.returned(3);
		assertThat(this.outbox.owesAlone()).isFalse();
		this.outbox.endAlone();
		assertThat(offer("/d")).isTrue();
	}

	@Test
	void tellsHowLongTheOldestHasNotComeBack() {
		assertThat(this.outbox.oldest()).isZero();
		offer("/a");
		this.now += SECOND;
		offer("/b");
		send();
		this.now += SECOND;
		assertThat(this.outbox.oldest()).isEqualTo(2 * SECOND);
		this.outbox.returned(1);
		assertThat(this.outbox.oldest()).isEqualTo(SECOND);
	}

}
