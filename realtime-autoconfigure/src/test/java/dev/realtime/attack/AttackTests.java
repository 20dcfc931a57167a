package dev.realtime.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Configuration;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connections;
import dev.realtime.join.RoomAccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The table of attacks, each on a real socket against one application, while a witness
 * goes on working. A third of the rows by default; all of them with
 * {@code -Drealtime.attacks=all}.
 * <p>
 * After every row: the attacker saw nothing it was not granted, the witness saw exactly
 * what was published and in time, nothing leaked to the client or into the log, and
 * neither publishing nor the application's HTTP was slowed down or failed. At the end
 * everything is as it was: connections, subscriptions, rooms, threads, descriptors, heap.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=" + Tokens.SECRET, "realtime.rooms.public=/public/**",
				"realtime.connection.connect-timeout=3s", "realtime.connection.heartbeat=5s",
				"realtime.connection.max-refusals=300", "realtime.connection.max-frames=300",
				"realtime.connection.max-joins=200", "realtime.push.keys=push-key-of-the-table" })
class AttackTests {

	private static final boolean ALL = "all".equals(System.getProperty("realtime.attacks"));

	private static final Pattern LEAK = Pattern.compile("org\\.|java\\.|dev\\.realtime|tools\\.jackson|Exception|"
			+ "\\bat .+\\(.+\\.java|eyJ[\\w-]{10,}\\.|/home|" + Tokens.SECRET);

	private static final Pattern LOGGED_SECRET = Pattern.compile("eyJ[\\w-]{10,}\\.|" + Tokens.SECRET);

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

	private static final Set<String> HEADERS = Set.of("destination", "subscription", "message-id", "content-type",
			"content-length", "event", "position");

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

	private final List<Duration> deliveries = new ArrayList<>();

	private final List<Duration> publishes = new ArrayList<>();

	private final List<Duration> requests = new ArrayList<>();

	private final HttpClient http = HttpClient.newHttpClient();

	private final AtomicInteger calledOut = new AtomicInteger();

	private final ExecutorService slow = Executors.newCachedThreadPool();

	private final LogLines log = new LogLines();

	private ServerSocket canaryServer;

	private Tokens tokens;

	private StompSocket witness;

	private Duration undisturbed = Duration.ZERO;

	private Duration undisturbedHttp = Duration.ZERO;

	private Resources before;

	private int published;

	@BeforeAll
	void begin() throws Exception {
		this.canaryServer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
		Thread canary = new Thread(this::countCallOuts, "canary");
		canary.setDaemon(true);
		canary.start();
		this.tokens = new Tokens(this.canaryServer.getLocalPort());
		this.witness = StompSocket.connect(this.port, this.tokens.connection("bob"));
		this.witness.listen("own");
		this.witness.join("secret", "/secret/w", "token", this.tokens.room("bob", "/secret/w"));
		this.witness.join("public", "/public/w");
		for (int i = 0; i < WARM_UP; i++) {
			canary();
		}
		this.undisturbed = percentile(this.deliveries);
		this.undisturbedHttp = percentile(this.requests);
		this.deliveries.clear();
		this.publishes.clear();
		this.requests.clear();
		this.before = Resources.inUse();
		this.log.start();
	}

	private void countCallOuts() {
		try {
			while (true) {
				this.canaryServer.accept().close();
				this.calledOut.incrementAndGet();
			}
		}
		catch (IOException ex) {
			// closed with the end of the tests
		}
	}

	@AfterAll
	void end() throws IOException {
		this.log.stop();
		this.witness.close();
		this.slow.shutdownNow();
		this.canaryServer.close();
	}

	@TestFactory
	Stream<DynamicTest> isHeld() {
		List<Attack> attacks = new ArrayList<>();
		List<Attack> all = Attack.all();
		assertThat(all).hasSizeGreaterThanOrEqualTo(120);
		for (int i = 0; i < all.size(); i++) {
			if (ALL || i % 3 == 0) {
				attacks.add(all.get(i));
			}
		}
		// those that wait for deadlines wait together, while the others run
		Map<Attack, CompletableFuture<String>> running = new LinkedHashMap<>();
		attacks.stream()
			.filter(Attack::isSlow)
			.forEach((attack) -> running.put(attack, CompletableFuture.supplyAsync(() -> run(attack), this.slow)));
		Stream<DynamicTest> fast = attacks.stream()
			.filter((attack) -> !attack.isSlow())
			.map((attack) -> DynamicTest.dynamicTest(attack.toString(), () -> hold(run(attack))));
		Stream<DynamicTest> late = running.entrySet()
			.stream()
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey().toString(), () -> hold(entry.getValue().get())));
		return Stream.of(fast, late, Stream.of(DynamicTest.dynamicTest("all is as it was", this::isAsBefore)))
			.flatMap((tests) -> tests);
	}

	/** Runs the attack up to its outcome, then lets it hear what it must not. */
	private String run(Attack attack) {
		try (Attacker attacker = new Attacker(attack, this.tokens, this.port)) {
			attacker.run();
			if (!attack.isSlow()) {
				canary();
			}
			return attacker.received();
		}
		catch (Exception ex) {
			throw new AssertionError(attack.toString(), ex);
		}
	}

	private void hold(String received) {
		assertThat(received).as("delivered to the attacker").doesNotContain("canary");
		assertThat(LEAK.matcher(received).results().map((match) -> match.group())).as("leaked in %s", received)
			.isEmpty();
		assertThat(this.witness.isClosed()).as("the witness was closed").isFalse();
		assertThat(this.calledOut).as("calls to addresses in tokens").hasValue(0);
		List<String> lines = this.log.take();
		assertThat(lines).hasSizeLessThanOrEqualTo(5)
			.noneMatch((line) -> UNPRINTABLE.matcher(line).find())
			.noneMatch((line) -> LOGGED_SECRET.matcher(line).find());
	}

	/** Publishes to rooms that are not the attacker's, and sees who gets it. */
	private void canary() throws Exception {
		int number = ++this.published;
		long began = System.nanoTime();
		this.events.publishEvent(RealtimeEvent.named("canary", number)
			.toRooms("/secret/w", "/public/w", "/secret/1", "/channels/1")
			.toUsers("bob"));
		this.publishes.add(Duration.ofNanos(System.nanoTime() - began));
		for (int i = 0; i < 2; i++) {
			Frame frame = this.witness.next(AttackTests::isNoReminder);
			assertThat(frame.event()).as("to the witness: %s", frame).isEqualTo("canary");
			assertThat(frame.json().get("data").asInt()).isEqualTo(number);
			assertThat(HEADERS).containsAll(frame.headers().keySet());
		}
		this.deliveries.add(Duration.ofNanos(System.nanoTime() - began));
		request();
	}

	/** The application serves others meanwhile. */
	private void request() throws Exception {
		URI health = URI.create("http://localhost:" + this.port + "/actuator/health");
		long began = System.nanoTime();
		HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
		this.requests.add(Duration.ofNanos(System.nanoTime() - began));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	/** A room that is quiet for a while says where it stands. */
	private static boolean isNoReminder(Frame frame) {
		return !"realtime:position".equals(frame.event());
	}

	private void isAsBefore() throws InterruptedException {
		await().atMost(Duration.ofSeconds(35))
			.untilAsserted(() -> assertThat(this.connections.all()).hasSize(1)
				.allMatch((connection) -> connection.subscriptions().size() == 3));
		assertThat(this.witness.settle()).noneMatch(AttackTests::isNoReminder);
		assertThat(this.connections.userCount()).isEqualTo(1);
		assertThat(this.broker.roomCount()).as("rooms with members or history").isLessThanOrEqualTo(6);
		Duration allowed = SLOW.plus(this.undisturbed.multipliedBy(3));
		assertThat(percentile(this.deliveries)).as("p99 of the witness").isLessThan(allowed);
		assertThat(percentile(this.publishes)).as("p99 of publishing").isLessThan(allowed);
		assertThat(percentile(this.requests)).as("p99 of HTTP")
			.isLessThan(SLOW_HTTP.plus(this.undisturbedHttp.multipliedBy(3)));
		this.slow.shutdown();
		assertThat(this.slow.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		this.before.assertRestored();
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

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		@RoomAccess("/channels/{id}")
		boolean channel(int id) {
			return id == 99;
		}

		@RoomAccess(value = "/chat/{id}", publish = true)
		boolean chat(String id) {
			return id.equals("1");
		}

		@RoomAccess("/failing/{text}")
		boolean failing(String text) {
			throw new IllegalStateException("cannot decide about " + text);
		}

	}

}
