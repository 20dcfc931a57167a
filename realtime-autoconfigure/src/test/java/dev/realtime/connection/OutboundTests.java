package dev.realtime.connection;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.web.socket.CloseStatus;

import dev.realtime.protocol.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/** One writer's turn at one client. */
class OutboundTests {

	private final Writers writers = new Writers();

	private final RecordedTransport transport = new RecordedTransport();

	private final RecordedFailure failure = new RecordedFailure();

	@AfterEach
	void stop() {
		this.writers.stop();
	}

	private Outbound outbound(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		for (String property : properties) {
			String[] pair = property.split("=");
			environment.setProperty("realtime.connection." + pair[0], pair[1]);
		}
		ConnectionProperties limits = Binder.get(environment)
			.bindOrCreate("realtime.connection", ConnectionProperties.class);
		return new Outbound(this.transport, this.writers, limits, this.failure);
	}

	private static Frame frame(int length) {
		return Frame.ofEncoded(new byte[length]);
	}

	private static void offer(Outbound outbound, int count, int length) {
		for (int i = 0; i < count; i++) {
			outbound.offer(frame(length), false);
		}
	}

	@Test
	void writesAllThatWaitsAtOnce() {
		Outbound outbound = outbound();
		offer(outbound, 5, 100);
		assertThat(outbound.drain()).isFalse();
		assertThat(this.transport.writes).containsExactly(5);
		assertThat(outbound.backlog()).isZero();
	}

	@Test
	void writesEachFrameOnItsOwnInOneTurnWhereNoMoreMayGoTogether() {
		Outbound outbound = outbound("max-batch=1");
		offer(outbound, 5, 100);
		assertThat(outbound.drain()).isFalse();
		assertThat(this.transport.writes).containsExactly(1, 1, 1, 1, 1);
		assertThat(outbound.backlog()).isZero();
	}

	@Test
	void leavesOthersTheirTurn() {
		Outbound outbound = outbound();
		offer(outbound, 40, 10_000);
		assertThat(outbound.drain()).as("there is more").isTrue();
		assertThat(this.transport.frames()).isEqualTo(6);
		assertThat(outbound.backlog()).isEqualTo(340_000);
		while (outbound.drain()) {
			// goes on
		}
		assertThat(this.transport.frames()).isEqualTo(40);
	}

	@Test
	void writesAFrameLargerThanATurn() {
		Outbound outbound = outbound();
		offer(outbound, 2, 100_000);
		assertThat(outbound.drain()).isTrue();
		assertThat(this.transport.writes).containsExactly(1);
	}

	@Test
	void stopsWhenTheSocketTakesNoMore() {
		Outbound outbound = outbound("max-batch=1");
		this.transport.full = true;
		offer(outbound, 5, 100);
		assertThat(outbound.drain()).isFalse();
		assertThat(this.transport.writes).containsExactly(1);
		assertThat(this.transport.awaited).isTrue();
		assertThat(outbound.backlog()).as("what the socket has not taken counts").isEqualTo(500);
		this.transport.full = false;
		assertThat(outbound.drain()).isFalse();
		assertThat(this.transport.frames()).isEqualTo(5);
		assertThat(outbound.backlog()).isZero();
	}

	@Test
	void isNeglectedUntilItIsKnownThatTheClientTakesNoMore() {
		Outbound outbound = outbound("max-batch=1");
		offer(outbound, 30, 10_000);
		assertThat(outbound.isNeglected()).as("no writer came by").isTrue();
		this.transport.full = true;
		assertThat(outbound.drain()).isFalse();
		assertThat(outbound.isNeglected()).as("the socket is full").isFalse();
	}

	@Test
	void closesBehindTheLastFrame() {
		Outbound outbound = outbound("max-batch=1");
		offer(outbound, 3, 100);
		outbound.close(CloseStatus.NORMAL);
		assertThat(outbound.offer(frame(1), false)).isFalse();
		assertThat(outbound.drain()).isFalse();
		assertThat(this.transport.frames()).isEqualTo(3);
		assertThat(this.transport.closedAfter).isEqualTo(3);
	}

	private static final class RecordedFailure implements Outbound.Failure {

		@Override
		public void slow() {
			throw new IllegalStateException("nobody is slow here");
		}

		@Override
		public void broken() {
			throw new IllegalStateException("nothing breaks here");
		}

	}

	private static final class RecordedTransport implements Transport {

		private final List<Integer> writes = new ArrayList<>();

		private boolean full;

		private boolean flushed = true;

		private boolean awaited;

		private int closedAfter = -1;

		int frames() {
			return this.writes.stream().mapToInt(Integer::intValue).sum();
		}

		@Override
		public void use(Framing framing) {
			// as it is
		}

		@Override
		public void write(Frame... frames) {
			this.writes.add(frames.length);
			this.flushed = !this.full;
		}

		@Override
		public void ping() {
			this.writes.add(0);
		}

		@Override
		public void pong(byte[] payload) {
			this.writes.add(0);
		}

		@Override
		public void close(CloseStatus status) {
			this.closedAfter = frames();
		}

		@Override
		public boolean flush() {
			this.flushed |= !this.full;
			return this.flushed;
		}

		@Override
		public boolean isBlocking() {
			return false;
		}

		@Override
		public boolean isFlushed() {
			return this.flushed;
		}

		@Override
		public void awaitWritable() {
			this.awaited = true;
		}

		@Override
		public void abort() {
			throw new IllegalStateException("nothing is aborted here");
		}

	}

}
