package dev.realtime.push;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Idempotency}.
 */
class IdempotencyTests {

	private final MovableClock clock = new MovableClock();

	private final PushStatistics statistics = new PushStatistics();

	private final Idempotency idempotency = new Idempotency(3, this.clock, this.statistics);

	private final AtomicInteger performed = new AtomicInteger();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void happensOnce() {
		assertThat(perform("k", "body")).isEqualTo("1");
		assertThat(perform("k", "body")).isEqualTo("1");
		assertThat(perform("other", "body")).isEqualTo("2");
	}

	@Test
	void refusesAnotherContent() {
		perform("k", "body");
		assertThatExceptionOfType(PushRefused.class).isThrownBy(() -> perform("k", "another"))
			.extracting(PushRefused::problem)
			.isEqualTo(PushProblem.IDEMPOTENCY_MISMATCH);
		assertThat(this.performed).hasValue(1);
	}

	@Test
	void forgetsAfterTheWindow() {
		perform("k", "body");
		this.clock.now = this.clock.now.plus(Idempotency.WINDOW);
		assertThat(perform("k", "body")).isEqualTo("1");
		this.clock.now = this.clock.now.plusMillis(1);
		assertThat(perform("k", "another")).isEqualTo("2");
	}

	@Test
	void forgetsTheOldestOfTooMany() {
		for (String key : List.of("a", "b", "c")) {
			perform(key, "body");
		}
		assertThat(perform("a", "body")).isEqualTo("1");
		assertThat(this.statistics.forgottenCount()).isZero();
		assertThat(perform("d", "body")).isEqualTo("4");
		assertThat(this.statistics.forgottenCount()).isEqualTo(1);
		assertThat(perform("b", "body")).isEqualTo("2");
		assertThat(perform("a", "body")).isEqualTo("5");
	}

	@Test
	void failureIsNotRemembered() {
		assertThatIllegalStateException().isThrownBy(() -> this.idempotency.once("k", new byte[0], () -> {
			throw new IllegalStateException("no");
		}));
		assertThat(perform("k", "body")).isEqualTo("1");
	}

	@Test
	void equalRequestsWaitForTheFirst() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		byte[] body = "body".getBytes();
		List<Future<String>> outcomes = new ArrayList<>();
		outcomes.add(this.executor.submit(() -> this.idempotency.once("k", body, () -> {
			entered.countDown();
			await(release);
			return "first " + this.performed.incrementAndGet();
		})));
		await(entered);
		for (int i = 0; i < 5; i++) {
			outcomes.add(this.executor
				.submit(() -> this.idempotency.once("k", body, () -> "later " + this.performed.incrementAndGet())));
		}
		release.countDown();
		for (Future<String> outcome : outcomes) {
			assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("first 1");
		}
	}

	@Test
	void waitingRequestTakesItsTurnWhenTheFirstFails() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Future<String> first = this.executor.submit(() -> this.idempotency.once("k", new byte[0], () -> {
			entered.countDown();
			await(release);
			throw new IllegalStateException("no");
		}));
		await(entered);
		Future<String> second = this.executor.submit(() -> this.idempotency.once("k", new byte[0], () -> "second"));
		release.countDown();
		assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("second");
		assertThat(first).failsWithin(Duration.ofSeconds(10))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IllegalStateException.class);
	}

	private String perform(String key, String body) {
		return this.idempotency.once(key, body.getBytes(), () -> String.valueOf(this.performed.incrementAndGet()));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class MovableClock extends Clock {

		private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			throw new UnsupportedOperationException();
		}

	}

}
