package dev.realtime.broker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import dev.realtime.history.History;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;

import static org.assertj.core.api.Assertions.assertThat;

class SharedOrderTests {

	private static final HistoryProperties limits = new HistoryProperties(300, Duration.ofMinutes(5),
			DataSize.ofMegabytes(1));

	private final SharedOrder order = new SharedOrder("epoch", 100);

	private static void append(History history, long offset) {
		history.append("tick", "id", new byte[0], 0, offset);
	}

	@Test
	void namesEveryRoomDifferentlyAndTheSameOnEveryNode() {
		assertThat(this.order.unused("/a").epoch()).isNotEqualTo(this.order.unused("/b").epoch())
			.isEqualTo(new SharedOrder("epoch", 7).unused("/a").epoch())
			.isNotEqualTo(new SharedOrder("other", 100).unused("/a").epoch());
	}

	@Test
	void recoversInARoomOfWhichNothingIsKnown() {
		this.order.advance(500);
		Position between = new Position(this.order.unused("/a").epoch(), 300);
		History history = this.order.open(limits, "/a");
		assertThat(history.since(between, 0)).isEmpty();
		assertThat(history.since(new Position(between.epoch(), 99), 0)).as("before this node knew").isNull();
		assertThat(history.since(new Position(between.epoch(), 501), 0)).as("ahead of this node").isNull();
		assertThat(history.since(new Position("foreign", 300), 0)).isNull();
	}

	@Test
	void knowsARoomUpToTheHead() {
		History history = this.order.open(limits, "/a");
		append(history, 150);
		this.order.advance(500);
		Position ahead = new Position(history.position().epoch(), 400);
		assertThat(history.since(ahead, 0, this.order.known(150))).isEmpty();
		assertThat(history.since(new Position(ahead.epoch(), 120), 0, this.order.known(150))).hasSize(1);
	}

	@Test
	void recoversNobodyFromBeforeAForgetting() {
		History history = this.order.open(limits, "/a");
		append(history, 150);
		this.order.forget("/a", 150);
		this.order.advance(500);
		History again = this.order.open(limits, "/a");
		Position before = new Position(again.position().epoch(), 120);
		assertThat(again.since(before, 0)).isNull();
		assertThat(again.since(new Position(before.epoch(), 151), 0)).isEmpty();
		assertThat(
				this.order.open(limits, "/another").since(new Position(this.order.unused("/another").epoch(), 120), 0))
			.isEmpty();
	}

	@Test
	void recoversNobodyFromBeforeWhereNothingIsKnownOnDemand() {
		this.order.advance(500);
		Position before = this.order.unused("/a");
		this.order.forgetUnused();
		assertThat(this.order.open(limits, "/a").since(before, 0, this.order.known(500))).isNull();
		this.order.advance(501);
		History history = this.order.open(limits, "/a");
		assertThat(history.since(before, 0)).isNull();
		assertThat(history.since(this.order.unused("/a"), 0)).isEmpty();
	}

	@Test
	void restartsARoomAtTheHead() {
		History history = this.order.open(limits, "/a");
		append(history, 150);
		Position before = history.position();
		this.order.advance(500);
		this.order.restart(history, "/a", 0);
		assertThat(history.since(before, 0)).isNull();
		assertThat(history.position().offset()).isEqualTo(500);
	}

	@Test
	void waitsForThisNodeToGetWhereAClientHasBeen() throws InterruptedException {
		Position ahead = new Position(this.order.unused("/a").epoch(), 600);
		Thread relay = new Thread(() -> this.order.advance(600));
		relay.start();
		this.order.await(ahead, "/a");
		relay.join();
		assertThat(this.order.unused("/a").offset()).isEqualTo(600);
	}

	@Test
	void waitsForNobodyWhoseClaimCannotBeTrue() {
		long before = System.nanoTime();
		this.order.await(new Position("foreign", 600), "/a");
		this.order.await(new Position(this.order.unused("/a").epoch(), Long.MAX_VALUE / 2), "/a");
		this.order.await(new Position(this.order.unused("/a").epoch(), 50), "/a");
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(900));
	}

}
