package dev.realtime.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;

import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The table of attacks, each on a real socket against one application, while a witness
 * goes on working. A third of the rows by default; all of them with
 * {@code -Drealtime.attacks=all}.
 * <p>
 * After every row the {@link Oracles} look at what came of it. At the end everything is
 * as it was: connections, subscriptions, rooms, threads, descriptors, heap. The witness
 * and publishing may take 250 ms, and HTTP 500 ms; on a machine that took more than a
 * third of that before the first attack, three times what it took.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@AttackedApplication
class AttackTests {

	private static final Duration SLOW = Duration.ofMillis(250);

	private static final Duration SLOW_HTTP = Duration.ofMillis(500);

	/** Canaries before the first attack, which show how fast this machine is. */
	private static final int WARM_UP = 100;

	@LocalServerPort
	int port;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	Connections connections;

	@Autowired
	RoomBroker broker;

	private final ExecutorService slow = Executors.newCachedThreadPool();

	private Oracles oracles;

	private Duration undisturbed = Duration.ZERO;

	private Duration undisturbedHttp = Duration.ZERO;

	private Resources before;

	@BeforeAll
	void begin() throws Exception {
		this.oracles = new Oracles(this.port, this.events);
		for (int i = 0; i < WARM_UP; i++) {
			this.oracles.canary();
		}
		this.undisturbed = percentile(this.oracles.deliveries());
		this.undisturbedHttp = percentile(this.oracles.requests());
		this.before = Resources.inUse();
		this.oracles.start();
	}

	@AfterAll
	void end() throws IOException {
		this.slow.shutdownNow();
		this.oracles.close();
	}

	@TestFactory
	Stream<DynamicTest> isHeld() {
		List<Attack> attacks = Attack.chosen(Attack.all());
		assertThat(attacks).hasSizeGreaterThanOrEqualTo(120);
		// those that wait for deadlines wait together, while the others run
		Map<Attack, CompletableFuture<String>> running = new LinkedHashMap<>();
		attacks.stream()
			.filter(Attack::isSlow)
			.forEach((attack) -> running.put(attack, CompletableFuture.supplyAsync(() -> run(attack), this.slow)));
		Stream<DynamicTest> fast = attacks.stream()
			.filter((attack) -> !attack.isSlow())
			.map((attack) -> DynamicTest.dynamicTest(attack.toString(), () -> this.oracles.hold(run(attack))));
		Stream<DynamicTest> late = running.entrySet()
			.stream()
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey().toString(),
					() -> this.oracles.hold(entry.getValue().get())));
		return Stream.of(fast, late, Stream.of(DynamicTest.dynamicTest("all is as it was", this::isAsBefore)))
			.flatMap((tests) -> tests);
	}

	/** Runs the attack up to its outcome, then lets it hear what it must not. */
	private String run(Attack attack) {
		try (Attacker attacker = new Attacker(attack, this.oracles.tokens(), this.port)) {
			attacker.run();
			if (!attack.isSlow()) {
				this.oracles.canary();
			}
			return attacker.received();
		}
		catch (Exception ex) {
			throw new AssertionError(attack.toString(), ex);
		}
	}

	private void isAsBefore() throws InterruptedException {
		await().atMost(Duration.ofSeconds(35))
			.untilAsserted(() -> assertThat(this.connections.all()).hasSize(1)
				.allMatch((connection) -> connection.subscriptions().size() == 3));
		assertThat(this.oracles.rest()).isEmpty();
		assertThat(this.connections.userCount()).isEqualTo(1);
		assertThat(this.broker.roomCount()).as("rooms with members or history").isLessThanOrEqualTo(6);
		Duration allowed = allowed(SLOW, this.undisturbed);
		assertThat(percentile(this.oracles.deliveries())).as("p99 of the witness").isLessThan(allowed);
		assertThat(percentile(this.oracles.publishes())).as("p99 of publishing").isLessThan(allowed);
		assertThat(percentile(this.oracles.requests())).as("p99 of HTTP")
			.isLessThan(allowed(SLOW_HTTP, this.undisturbedHttp));
		this.slow.shutdown();
		assertThat(this.slow.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		this.before.assertRestored();
	}

	private static Duration allowed(Duration slow, Duration undisturbed) {
		Duration threefold = undisturbed.multipliedBy(3);
		return (threefold.compareTo(slow) > 0) ? threefold : slow;
	}

	private static Duration percentile(List<Duration> durations) {
		List<Duration> sorted = durations.stream().sorted().toList();
		return sorted.get((int) Math.floor((sorted.size() - 1) * 0.99));
	}

	@Test
	void theTableIsInOrder() {
		assertThat(Attack.all()).extracting(Attack::id).doesNotHaveDuplicates();
		assertThat(Attack.all()).extracting(Attack::area).contains("frames", "tokens", "rooms", "time", "limits");
	}

}
