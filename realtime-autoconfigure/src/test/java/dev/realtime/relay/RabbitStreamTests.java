package dev.realtime.relay;

import java.io.BufferedReader;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes joined by a stream of a real RabbitMQ. */
@EnabledIfSystemProperty(named = "realtime.rabbitmq", matches = ".+:[0-9]+",
		disabledReason = "needs a RabbitMQ 3.10 or later with the STOMP plugin: -Drealtime.rabbitmq=host:port")
@ExtendWith(Rabbit.Alone.class)
class RabbitStreamTests {

	private final String destination = "test-" + UUID.randomUUID();

	private Node start() {
		// a machine that builds other things meanwhile must not look like a broker that
		// hangs
		return Node.start(Rabbit.port(), this.destination, "realtime.relay.patience=15s");
	}

	@Test
	void givesPositionsThatHoldOnEveryNode() {
		try (Node a = start(); Node b = start()) {
			assertThat(a.state().order()).isEqualTo("stream");
			try (StompSocket alice = a.connect("alice"); StompSocket bob = b.connect("bob")) {
				alice.join("1", "/public/x");
				bob.join("1", "/public/x");
				for (int i = 0; i < 200; i++) {
					((i % 2 == 0) ? a : b).publish("tick", i, "/public/x");
				}
				List<String> atA = positions(alice, 200);
				assertThat(positions(bob, 200)).isEqualTo(atA).doesNotHaveDuplicates();
				try (StompSocket moved = b.connect("alice")) {
					Frame joined = moved.join("1", "/public/x", "position", atA.get(149));
					assertThat(joined.json().get("recovered").asBoolean()).isTrue();
					assertThat(positions(moved, 50)).isEqualTo(atA.subList(150, 200));
					assertThat(moved.settle()).isEmpty();
				}
			}
		}
	}

	private static List<String> positions(StompSocket client, int count) {
		return IntStream.range(0, count).mapToObj((i) -> client.nextEvent("tick").header("position")).toList();
	}

	@Test
	void recoversOnANodeThatStartedLater() {
		try (Node a = start(); StompSocket alice = a.connect("alice")) {
			String quiet = alice.join("0", "/public/quiet").text("position");
			alice.join("1", "/public/x");
			for (int i = 0; i < 20; i++) {
				a.publish("tick", i, "/public/x");
			}
			List<String> seen = positions(alice, 20);
			try (Node late = start(); StompSocket moved = late.connect("alice")) {
				Frame joined = moved.join("1", "/public/x", "position", seen.get(9));
				assertThat(joined.json().get("recovered").asBoolean()).isTrue();
				assertThat(positions(moved, 10)).isEqualTo(seen.subList(10, 20));
				assertThat(moved.join("2", "/public/quiet", "position", quiet).json().get("recovered").asBoolean())
					.isTrue();
				assertThat(moved.join("3", "/public/y", "position", seen.get(9)).json().get("recovered").asBoolean())
					.isFalse();
				String future = seen.get(9).substring(0, seen.get(9).indexOf(':')) + ":999999999999";
				assertThat(moved.join("4", "/public/x", "position", future).json().get("recovered").asBoolean())
					.isFalse();
			}
		}
	}

	@Test
	void keepsPositionsThroughARestartOfAllNodes() {
		String position;
		try (Node a = start(); StompSocket alice = a.connect("alice")) {
			position = alice.join("1", "/public/x").text("position");
			a.publish("tick", 1, "/public/x");
			alice.nextEvent("tick");
		}
		try (Node again = start(); StompSocket alice = again.connect("alice")) {
			assertThat(alice.join("1", "/public/x", "position", position).json().get("recovered").asBoolean()).isTrue();
			assertThat(alice.nextEvent("tick").json().get("data").asInt()).isEqualTo(1);
		}
	}

	@Test
	void recoversFromANodeThatWasKilled() throws Exception {
		try (Node b = start()) {
			Process victim = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
					Node.class.getName(), String.valueOf(Rabbit.port()), this.destination)
				.redirectError(ProcessBuilder.Redirect.to(new File("target/killed-node.log")))
				.start();
			try (BufferedReader out = victim.inputReader();
					PrintStream in = new PrintStream(victim.getOutputStream(), true)) {
				int victimPort = Integer.parseInt(next(out, "PORT "));
				String token = b.tokens().issue("alice");
				StompSocket alice = StompSocket.connect(victimPort, token);
				alice.join("1", "/public/lines");
				alice.join("2", "/public/hall/1");
				in.println("one");
				String position = alice.nextEvent("line").header("position");
				await().atMost(Duration.ofSeconds(10))
					.until(() -> b.sessions().members("/public/hall/1").contains("alice"));
				for (int i = 0; i < 10; i++) {
					in.println("more " + i);
				}
				for (int i = 0; i < 10; i++) {
					alice.nextEvent("line");
				}
				victim.destroyForcibly();
				assertThat(alice.closeCode()).isEqualTo(1006);
				try (StompSocket moved = b.connect("alice")) {
					Frame joined = moved.join("1", "/public/lines", "position", position);
					assertThat(joined.json().get("recovered").asBoolean()).isTrue();
					for (int i = 0; i < 10; i++) {
						assertThat(moved.nextEvent("line").json().get("data").get("text").asString())
							.isEqualTo("more " + i);
					}
				}
				await().atMost(Duration.ofSeconds(35)).until(() -> b.sessions().members("/public/hall/1").isEmpty());
			}
			finally {
				victim.destroyForcibly();
			}
		}
	}

	private static String next(BufferedReader out, String prefix) throws Exception {
		String line = out.readLine();
		while (line != null && !line.startsWith(prefix)) {
			line = out.readLine();
		}
		return line.substring(prefix.length());
	}

}
