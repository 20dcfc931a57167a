package dev.realtime.relay;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.test.util.TestSocketUtils;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;
import dev.realtime.broker.SessionCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes joined by a topic of a broker that keeps nothing. */
class ArtemisRelayTests {

	private static final int brokerPort = TestSocketUtils.findAvailableTcpPort();

	@TempDir
	static Path directory;

	private static TopicBroker broker;

	private static Node a;

	private static Node b;

	@BeforeAll
	static void start() throws Exception {
		broker = TopicBroker.start(directory, brokerPort);
		// a machine that builds other things meanwhile must not look like a broker that
		// hangs
		a = Node.start(brokerPort, "nodes", "realtime.relay.patience=15s");
		b = Node.start(brokerPort, "nodes", "realtime.relay.patience=15s");
	}

	@AfterAll
	static void stop() throws Exception {
		a.close();
		b.close();
		broker.close();
	}

	@Test
	void takesOneConnectionForEachNode() {
		try (StompSocket alice = a.connect("alice"); StompSocket bob = a.connect("bob")) {
			alice.join("1", "/public/one");
			bob.join("1", "/public/one");
			assertThat(broker.connections()).isEqualTo(2);
		}
	}

	@Test
	void givesOneOrderToWhatNodesPublishAtOnce() throws Exception {
		try (StompSocket alice = a.connect("alice"); StompSocket bob = b.connect("bob")) {
			alice.join("1", "/public/order");
			bob.join("1", "/public/order");
			Thread elsewhere = new Thread(() -> publishAll(b, 1, 2000));
			elsewhere.start();
			publishAll(a, 0, 2000);
			elsewhere.join();
			List<Integer> seen = data(alice, 2000);
			assertThat(data(bob, 2000)).isEqualTo(seen);
			assertThat(seen).doesNotHaveDuplicates();
			assertThat(seen.stream().filter((i) -> i % 2 == 0).toList()).isSorted().hasSize(1000);
			assertThat(seen.stream().filter((i) -> i % 2 == 1).toList()).isSorted();
			assertThat(alice.settle()).isEmpty();
			assertThat(bob.settle()).isEmpty();
		}
	}

	private static void publishAll(Node node, int first, int end) {
		for (int i = first; i < end; i += 2) {
			node.publish("tick", i, "/public/order");
		}
	}

	private static List<Integer> data(StompSocket client, int count) {
		return IntStream.range(0, count).mapToObj((i) -> client.nextEvent("tick").json().get("data").asInt()).toList();
	}

	/** The broker chose one of the nodes to pass on what all send; it may be any. */
	@Test
	void keepsTheOrderWhenTheNodeGoesThatGivesIt() throws Exception {
		List<Node> going = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			going.add(Node.start(brokerPort, "going", "realtime.relay.patience=15s"));
		}
		try (Node c = Node.start(brokerPort, "going", "realtime.relay.patience=15s");
				Node d = Node.start(brokerPort, "going", "realtime.relay.patience=15s");
				StompSocket alice = c.connect("alice");
				StompSocket bob = d.connect("bob")) {
			alice.join("1", "/public/order");
			bob.join("1", "/public/order");
			Thread elsewhere = new Thread(() -> publishAll(d, 1, 2000));
			elsewhere.start();
			publishAll(c, 0, 500);
			going.get(0).close();
			publishAll(c, 500, 1000);
			going.get(1).close();
			publishAll(c, 1000, 2000);
			elsewhere.join();
			List<Integer> seen = data(alice, 2000);
			assertThat(data(bob, 2000)).isEqualTo(seen);
			assertThat(seen).doesNotHaveDuplicates();
			assertThat(seen.stream().filter((i) -> i % 2 == 0).toList()).isSorted().hasSize(1000);
		}
		finally {
			going.forEach(Node::close);
		}
	}

	@Test
	void tellsAUserOnOtherNodesOnce() {
		try (StompSocket alice = a.connect("ann"); StompSocket elsewhere = b.connect("ann")) {
			alice.listen("own");
			elsewhere.listen("own");
			elsewhere.join("1", "/public/both");
			a.publish(RealtimeEvent.named("hi", 1).toRooms("/public/both", "/public/unused").toUsers("ann"));
			assertThat(alice.nextEvent("hi").text("user")).isEqualTo("ann");
			assertThat(elsewhere.nextEvent("hi").text("room")).isEqualTo("/public/both");
			assertThat(elsewhere.settle()).isEmpty();
			assertThat(alice.settle()).isEmpty();
		}
	}

	@Test
	void recoversOnTheSameNodeOnly() {
		try (StompSocket alice = a.connect("alice")) {
			String position = alice.join("1", "/public/recovery").text("position");
			b.publish("missed", 1, "/public/recovery");
			alice.nextEvent("missed");
			Frame again = alice.join("2", "/public/recovery", "position", position);
			assertThat(again.json().get("recovered").asBoolean()).isTrue();
			assertThat(alice.nextEvent("missed").header("subscription")).isEqualTo("2");
			try (StompSocket elsewhere = b.connect("alice")) {
				Frame there = elsewhere.join("1", "/public/recovery", "position", position);
				assertThat(there.json().get("recovered").asBoolean()).isFalse();
			}
		}
	}

	@Test
	void knowsWhoIsElsewhere() {
		try (StompSocket alice = a.connect("alice")) {
			alice.join("1", "/public/hall/1");
			await().atMost(Duration.ofSeconds(10))
				.until(() -> b.sessions().members("/public/hall/1").contains("alice"));
			StompSocket bob = b.connect("bob");
			assertThat(bob.join("1", "/public/hall/1").json().get("members").size()).isEqualTo(2);
			assertThat(alice.nextEvent("realtime:presence").json().get("joined").toString())
				.isEqualTo("[{\"user\":\"bob\"}]");
			assertThat(a.sessions().members("/public/hall/1")).containsExactlyInAnyOrder("alice", "bob");
			bob.close();
			assertThat(alice.nextEvent("realtime:presence").json().get("left").toString())
				.isEqualTo("[{\"user\":\"bob\"}]");
		}
	}

	@Test
	void evictsAndDisconnectsElsewhere() {
		try (StompSocket eve = b.connect("eve")) {
			String token = a.roomTokens().issue("eve", "/secret/1");
			eve.join("1", "/secret/1", "token", token);
			a.sessions().evict("eve", "/secret/1");
			assertThat(eve.nextEvent("realtime:leave").text("code")).isEqualTo("revoked");
			assertThat(eve.join("2", "/secret/1", "token", token).text("code")).isEqualTo("revoked");
			a.sessions().disconnect("eve");
			assertThat(eve.closeCode()).isEqualTo(4102);
		}
	}

	@Test
	void rechecksElsewhere() {
		try (StompSocket eve = b.connect("eva")) {
			eve.join("1", "/guarded/1");
			eve.join("2", "/guarded/2");
			b.lock("1");
			a.sessions().recheck("/guarded/1");
			assertThat(eve.nextEvent("realtime:leave").header("subscription")).isEqualTo("1");
			b.lock("2");
			a.sessions().recheck("eva");
			assertThat(eve.nextEvent("realtime:leave").header("subscription")).isEqualTo("2");
		}
	}

	@Test
	void keepsClientsAwayFromTheBrokersDestinations() {
		try (StompSocket eve = a.connect("eve"); StompSocket alice = b.connect("alice")) {
			eve.listen("own");
			alice.join("1", "/public/away");
			for (String destination : List.of("/topic/nodes", "/queue/nodes.order", "/queue/nodes", "nodes")) {
				eve.send("SUBSCRIBE", "", "id", "9", "destination", destination, "ack", "client");
				assertThat(eve.nextEvent("realtime:join:error").text("code")).isEqualTo("unknown_destination");
				eve.send("SEND", "forged", "destination", destination, "receipt", "sent " + destination);
				eve.nextEvent("realtime:send:error");
			}
			a.publish("real", 1, "/public/away");
			alice.nextEvent("real");
			assertThat(alice.settle()).isEmpty();
			assertThat(eve.settle()).filteredOn((frame) -> frame.command().equals("MESSAGE")).isEmpty();
			assertThat(broker.connections()).isEqualTo(2);
		}
	}

	@Test
	void sparesThoseWhoCameAfterALateCommand() {
		try (StompSocket eve = a.connect("late")) {
			eve.join("1", "/public/late");
			long before = System.currentTimeMillis() - Duration.ofMinutes(2).toMillis();
			a.hear(new SessionCommand(SessionCommand.Kind.EVICT, "late", "/public/late", before, true));
			a.hear(new SessionCommand(SessionCommand.Kind.DISCONNECT, "late", null, before, true));
			assertThat(eve.settle()).isEmpty();
			long now = System.currentTimeMillis();
			a.hear(new SessionCommand(SessionCommand.Kind.EVICT, "late", "/public/late", now, true));
			assertThat(eve.nextEvent("realtime:leave").text("code")).isEqualTo("revoked");
			a.hear(new SessionCommand(SessionCommand.Kind.DISCONNECT, "late", null, now, true));
			assertThat(eve.closeCode()).isEqualTo(4102);
		}
	}

	@Test
	void startsWithoutABrokerAndServesItsOwnClients() throws Exception {
		int nobody;
		try (ServerSocket free = new ServerSocket(0)) {
			nobody = free.getLocalPort();
		}
		try (Node alone = Node.start(nobody, "nodes"); StompSocket alice = alone.connect("alice")) {
			assertThat(alone.health()).isEqualTo("DOWN");
			assertThat(alone.summary()).isEqualTo("broker joined to other nodes");
			alice.join("1", "/public/alone");
			alone.publish("here", 1, "/public/alone");
			assertThat(alice.nextEvent("here").json().get("data").asInt()).isEqualTo(1);
		}
	}

	@Test
	void goesOnAloneAndTellsWhenItMayHaveMissedSomething() throws Exception {
		try (StompSocket alice = a.connect("alice"); StompSocket bob = b.connect("bob")) {
			String position = alice.join("1", "/public/broken").text("position");
			bob.join("1", "/public/broken");
			broker.close();
			long before = System.nanoTime();
			a.publish("alone", 1, "/public/broken");
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
			assertThat(alice.nextEvent("alone").json().get("data").asInt()).isEqualTo(1);
			await().atMost(Duration.ofSeconds(10)).until(() -> !a.state().connected());
			assertThat(a.state().trouble()).isNotBlank().doesNotContain("guest");
			assertThat(a.health()).isEqualTo("DOWN");
			broker = TopicBroker.start(directory, brokerPort);
			alice.nextEvent("realtime:resync");
			bob.nextEvent("realtime:resync");
			await().atMost(Duration.ofSeconds(20)).until(() -> a.state().connected() && b.state().connected());
			assertThat(a.health()).isEqualTo("UP");
			assertThat(alice.join("2", "/public/broken", "position", position).json().get("recovered").asBoolean())
				.isFalse();
			b.publish("again", 2, "/public/broken");
			alice.nextEvent("again");
			bob.nextEvent("again");
		}
	}

}
