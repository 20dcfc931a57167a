package dev.realtime.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A real RabbitMQ that restarts, hangs, lets nobody in, or loses its stream. */
@EnabledIfSystemProperty(named = "realtime.rabbitmqctl", matches = ".+",
		disabledReason = "needs a RabbitMQ that may be stopped: -Drealtime.rabbitmq=host:port "
				+ "-Drealtime.rabbitmqctl=program")
@ExtendWith(Rabbit.Alone.class)
class RabbitTroubleTests {

	private static final Duration LONG = Duration.ofSeconds(90);

	private final String destination = "test-" + UUID.randomUUID();

	private Node start(String... properties) {
		return Node.start(Rabbit.port(), this.destination, properties);
	}

	private static void awaitConnected(Node... nodes) {
		for (Node node : nodes) {
			await().atMost(LONG).until(() -> node.state().connected());
		}
	}

	private static void publish(int from, int to, Node... nodes) {
		for (int i = from; i < to; i++) {
			nodes[i % nodes.length].publish("tick", i, "/public/x");
		}
	}

	/** What a client gets until the end of it, by position. */
	private static List<String> ticks(StompSocket client, int count) {
		List<String> ticks = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Frame tick = client.nextEvent("tick");
			ticks.add(tick.header("position") + " " + tick.json().get("data").asInt());
		}
		return ticks;
	}

	@Test
	void losesNothingWhenTheBrokerRestarts() throws Exception {
		try (Node a = start("realtime.relay.patience=2m");
				Node b = start("realtime.relay.patience=2m");
				StompSocket alice = a.connect("alice");
				StompSocket bob = b.connect("bob")) {
			alice.join("1", "/public/x");
			bob.join("1", "/public/x");
			publish(0, 100, a, b);
			Rabbit.control("stop_app");
			try {
				await().atMost(LONG).until(() -> !a.state().connected() && !b.state().connected());
				publish(100, 200, a, b);
			}
			finally {
				Rabbit.control("start_app");
			}
			awaitConnected(a, b);
			publish(200, 300, a, b);
			List<String> seen = ticks(alice, 300);
			assertThat(ticks(bob, 300)).isEqualTo(seen).doesNotHaveDuplicates();
			assertThat(alice.settle()).as("nobody has to fetch again").isEmpty();
			assertThat(bob.settle()).isEmpty();
		}
	}

	@Test
	void goesOnAloneWhileTheBrokerHangs() throws Exception {
		try (Node a = start("realtime.relay.heartbeat=5s");
				Node b = start("realtime.relay.heartbeat=5s");
				StompSocket alice = a.connect("alice");
				StompSocket bob = b.connect("bob")) {
			String position = alice.join("1", "/public/x").text("position");
			bob.join("1", "/public/x");
			Rabbit.signal("STOP");
			try {
				publish(0, 100, a);
				assertThat(ticks(alice, 100)).hasSize(100);
				await().atMost(LONG).until(() -> !a.state().connected());
			}
			finally {
				Rabbit.signal("CONT");
			}
			awaitConnected(a, b);
			alice.nextEvent("realtime:resync");
			assertThat(ticks(bob, 100)).as("kept until the broker goes on").hasSize(100);
			publish(100, 101, b);
			assertThat(ticks(alice, 1)).isEqualTo(ticks(bob, 1));
			assertThat(bob.join("2", "/public/x", "position", position).json().get("recovered").asBoolean())
				.as("what b delivered is all there was")
				.isTrue();
			assertThat(alice.join("2", "/public/x", "position", position).json().get("recovered").asBoolean())
				.as("a delivered alone")
				.isFalse();
		}
	}

	@Test
	void losesNothingWhileTheBrokerIsSlow() throws Exception {
		String[] patient = { "realtime.relay.patience=5m", "realtime.connection.send-buffer=8MB" };
		String padding = "x".repeat(5_000);
		try (Cable cable = Cable.to(Rabbit.port());
				Node a = Node.start(cable.port(), this.destination, patient);
				Node b = start(patient);
				StompSocket alice = a.connect("alice");
				StompSocket bob = b.connect("bob")) {
			awaitConnected(a, b);
			alice.join("1", "/public/x");
			bob.join("1", "/public/x");
			cable.slowDown(50_000);
			for (int i = 0; i < 200; i++) {
				a.publish("padding", padding, "/public/x");
				a.publish("tick", i, "/public/x");
			}
			List<String> seen = new ArrayList<>(ticks(bob, 10));
			assertThat(a.state().connected()).isTrue();
			assertThat(a.state().waitingEvents()).as("it is slow, and does not hang").isPositive();
			cable.mend();
			seen.addAll(ticks(bob, 190));
			assertThat(ticks(alice, 200)).isEqualTo(seen).doesNotHaveDuplicates();
			assertThat(a.state().lostEvents()).isZero();
			assertThat(alice.settle()).noneMatch((frame) -> frame.event().equals("realtime:resync"));
			assertThat(bob.settle()).noneMatch((frame) -> frame.event().equals("realtime:resync"));
		}
	}

	@Test
	void beginsAnewWhenTheStreamIsDeleted() throws Exception {
		try (Node a = start();
				Node b = start();
				StompSocket alice = a.connect("alice");
				StompSocket bob = b.connect("bob")) {
			String before = alice.join("1", "/public/x").text("position");
			bob.join("1", "/public/x");
			publish(0, 100, a, b);
			ticks(alice, 100);
			ticks(bob, 100);
			Instant deleted = Instant.now();
			Rabbit.control("delete_queue", this.destination);
			await().atMost(LONG).until(() -> a.state().since().isAfter(deleted) && b.state().since().isAfter(deleted));
			awaitConnected(a, b);
			alice.nextEvent("realtime:resync");
			bob.nextEvent("realtime:resync");
			assertThat(alice.join("2", "/public/x", "position", before).json().get("recovered").asBoolean()).isFalse();
			b.publish("again", 1, "/public/x");
			assertThat(alice.nextEvent("again").header("position"))
				.isEqualTo(bob.nextEvent("again").header("position"));
		}
	}

	/** The stream takes an offset for itself there. */
	@Test
	void goesOnWhereASegmentOfTheStreamEnds() throws Exception {
		Rabbit.control("set_policy", this.destination, "^" + this.destination + "$",
				"{\"stream-max-segment-size-bytes\":500000}", "--apply-to", "queues");
		try (Node a = start();
				Node b = start();
				StompSocket alice = a.connect("alice");
				StompSocket bob = b.connect("bob")) {
			alice.join("1", "/public/x");
			bob.join("1", "/public/x");
			String large = "x".repeat(20_000);
			for (int round = 0; round < 8; round++) {
				for (int i = 0; i < 20; i++) {
					a.publish("large", large, "/public/x");
				}
				for (int i = 0; i < 20; i++) {
					assertThat(alice.nextEvent("large").header("position"))
						.isEqualTo(bob.nextEvent("large").header("position"));
				}
			}
			assertThat(alice.settle()).as("nobody has to fetch again").isEmpty();
			assertThat(bob.settle()).isEmpty();
		}
		finally {
			Rabbit.control("clear_policy", this.destination);
		}
	}

	@Test
	void takesAStreamWithOtherBoundsAsItIs() {
		try (Node a = start("realtime.relay.retention=64MB");
				Node b = start("realtime.relay.retention=128MB", "realtime.relay.patience=15s")) {
			assertThat(b.state().connected()).as("it knows what a published before it serves clients").isTrue();
			awaitConnected(a);
			await().atMost(LONG).until(() -> a.state().otherNodes() == 1 && b.state().otherNodes() == 1);
		}
	}

	@Test
	void declaresTheStreamAgainThatItTookAsItWas() throws Exception {
		try (Node first = start("realtime.relay.retention=64MB")) {
			awaitConnected(first);
		}
		try (Node b = start("realtime.relay.retention=128MB")) {
			awaitConnected(b);
			Instant deleted = Instant.now();
			Rabbit.control("delete_queue", this.destination);
			await().atMost(LONG).until(() -> b.state().since().isAfter(deleted));
			awaitConnected(b);
		}
	}

	@Test
	void saysWhyTheBrokerLetsItNotIn() {
		try (Node stranger = start("realtime.relay.password=s3cr3t");
				Node lost = start("realtime.relay.virtual-host=nowhere")) {
			assertThat(stranger.health()).isEqualTo("DOWN");
			assertThat(stranger.state().trouble()).contains("Access refused").doesNotContain("s3cr3t");
			assertThat(lost.state().trouble()).contains("nowhere");
		}
	}

}
