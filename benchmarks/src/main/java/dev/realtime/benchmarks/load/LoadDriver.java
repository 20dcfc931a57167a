package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.realtime.benchmarks.load.Subscriber.Framing;

/**
 * Starts the servers in turn, loads each, and prints what came of it as a table.
 */
final class LoadDriver {

	private static final List<String> OPTIONS = List.of("-Xms2g", "-Xmx2g");

	private static final List<String> NODE_OPTIONS = List.of("-Xms1g", "-Xmx1g");

	private static final double[] RATES = { 20, 40, 80, 120, 160, 240, 320, 480, 640, 1000, 1500 };

	private static final double MAX_P99 = 50;

	/** How many nodes at least, and how many clients in all, where nodes are joined. */
	private static final int MIN_NODES = Integer.getInteger("nodes", 1);

	private static final int NODES_CLIENTS = Integer.getInteger("clients", 300);

	private static final int CONNECTIONS = 4000;

	private static final double RATE_BESIDE_STALLED = 80;

	private final Report report = new Report();

	private final List<String> scenarios;

	private int port = 18080;

	private LoadDriver(List<String> scenarios) {
		this.scenarios = scenarios;
	}

	/**
	 * Measures.
	 * @param arguments the peers' names, separated by commas; the scenarios' names,
	 * separated by commas; the number of launches of each
	 */
	public static void main(String[] arguments) throws Exception {
		List<Peer> peers = new ArrayList<>();
		for (String name : arguments[0].split(",")) {
			peers.add(Peer.valueOf(name.toUpperCase(Locale.ROOT)));
		}
		LoadDriver driver = new LoadDriver(List.of(arguments[1].split(",")));
		int launches = Integer.parseInt(arguments[2]);
		Files.createDirectories(Path.of("target"));
		for (int launch = 1; launch <= launches; launch++) {
			for (Peer peer : peers) {
				driver.measure(peer);
			}
		}
		System.out.println(driver.report.table());
	}

	private void measure(Peer peer) throws Exception {
		run(peer, "single", (server) -> single(server, Framing.TEXT));
		run(peer, "single-binary", (server) -> single(server, Framing.BINARY));
		run(peer, "saturated", (server) -> saturated(server, Framing.TEXT));
		run(peer, "saturated-binary", (server) -> saturated(server, Framing.BINARY));
		run(peer, "deflate", (server) -> saturated(server, Framing.DEFLATE));
		run(peer, "paced", this::paced);
		run(peer, "ladder", this::ladder);
		run(peer, "mixed", this::mixed);
		run(peer, "large", this::large);
		run(peer, "connect", this::connect);
		run(peer, "memory", this::memory);
		run(peer, "stalled", this::stalled);
		if (this.scenarios.contains("nodes")) {
			for (int count = MIN_NODES; count <= (peer.isRelayed() ? 3 : 1); count++) {
				nodes(peer, count);
			}
		}
	}

	/**
	 * Several nodes of one application; the first publishes, clients are on all of them.
	 */
	private void nodes(Peer peer, int count) throws IOException, InterruptedException {
		List<ServerProcess> nodes = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				this.port += 2;
				nodes.add(ServerProcess.startNode(peer, this.port, NODE_OPTIONS,
						Path.of("target", "node-" + peer.name().toLowerCase(Locale.ROOT) + "-" + i + ".log")));
			}
			try (Clients clients = new Clients(nodes)) {
				clients.connect(new int[NODES_CLIENTS], Framing.TEXT);
				clients.prove(1);
				warmUp(clients, 1);
				String name = count + " nodes, " + NODES_CLIENTS + " clients in a room, ";
				this.report.add(count + " nodes, connections to the broker", peer, BrokerConnections.count(), "");
				for (int i = 0; i < 2; i++) {
					this.report.add(name + "20 events/s", peer, clients.run(1, 100, 20, 30));
				}
				for (int i = 0; i < 3; i++) {
					this.report.add(name + "saturated", peer, clients.run(1, peer.isOurs() ? 3000 : 300, 0, 60));
				}
			}
			small(peer, nodes);
		}
		finally {
			nodes.forEach(ServerProcess::close);
		}
	}

	/**
	 * Many rooms with a member on each node or so: what counts is each event's way, not
	 * the fan-out.
	 */
	private void small(Peer peer, List<ServerProcess> nodes) throws IOException {
		int[] rooms = new int[NODES_CLIENTS];
		for (int i = 0; i < rooms.length; i++) {
			rooms[i] = i / 3;
		}
		try (Clients clients = new Clients(nodes)) {
			clients.connect(rooms, Framing.TEXT);
			int count = NODES_CLIENTS / 3;
			clients.prove(count);
			warmUp(clients, count);
			for (int i = 0; i < 3; i++) {
				Measurement run = clients.run(count, peer.isOurs() ? 20000 : 5000, 0, 60);
				this.report.add(nodes.size() + " nodes, " + count + " rooms of 3 clients, saturated", peer, run);
			}
		}
	}

	private void run(Peer peer, String scenario, Load load) throws Exception {
		boolean applies = switch (scenario) {
			case "single-binary", "saturated-binary", "stalled" -> peer.isOurs();
			case "deflate", "memory" -> peer.isJava();
			default -> true;
		};
		if (!this.scenarios.contains(scenario) || !applies) {
			return;
		}
		Path log = Path.of("target", "server-" + peer.name().toLowerCase(Locale.ROOT) + ".log");
		List<String> options = scenario.equals("memory") ? List.of("-Xmx768m") : OPTIONS;
		List<String> settings = switch (scenario) {
			case "single", "single-binary" -> List.of("--realtime.connection.max-batch=1");
			// or the kernel would keep megabytes for who does not read
			case "stalled" -> List.of("--connector.properties=socket.txBufSize=16384");
			default -> List.of();
		};
		this.port += 2;
		try (ServerProcess server = ServerProcess.start(peer, this.port, options, settings, log)) {
			load.on(server);
		}
	}

	/** Every event on its own, as others write it whatever the publisher does. */
	private void single(ServerProcess server, Framing framing) throws IOException {
		String name = "1,000 clients, saturated, every event written on its own"
				+ (framing == Framing.BINARY ? ", binary" : "");
		try (Clients clients = new Clients(server)) {
			clients.connect(new int[1000], framing);
			clients.prove(1);
			warmUp(clients, 1);
			for (int i = 0; i < 3; i++) {
				this.report.add(name, server.peer(), clients.run(1, 600, 0, 60));
			}
		}
	}

	private void warmUp(Clients clients, int rooms) throws IOException {
		long end = System.nanoTime() + 15_000_000_000L;
		while (System.nanoTime() < end) {
			clients.run(rooms, 100 * rooms, 0, 30);
		}
	}

	private void saturated(ServerProcess server, Framing framing) throws IOException {
		String name = "1,000 clients, saturated" + switch (framing) {
			case TEXT -> "";
			case BINARY -> ", binary";
			case DEFLATE -> ", client offers deflate";
		};
		try (Clients clients = new Clients(server)) {
			clients.connect(new int[1000], framing);
			clients.prove(1);
			warmUp(clients, 1);
			for (int i = 0; i < 3; i++) {
				this.report.add(name, server.peer(), clients.run(1, events(server), 0, 60));
			}
		}
	}

	/** Enough for some seconds, whatever the server's pace. */
	private static int events(ServerProcess server) {
		return server.peer().isOurs() ? 4000 : 300;
	}

	private void paced(ServerProcess server) throws IOException {
		try (Clients clients = new Clients(server)) {
			clients.connect(new int[1000], Framing.TEXT);
			clients.prove(1);
			warmUp(clients, 1);
			for (int i = 0; i < 3; i++) {
				this.report.add("1,000 clients, 20 events/s", server.peer(), clients.run(1, 200, 20, 30));
			}
		}
	}

	private void ladder(ServerProcess server) throws IOException {
		try (Clients clients = new Clients(server)) {
			clients.connect(new int[1000], Framing.TEXT);
			clients.prove(1);
			warmUp(clients, 1);
			double reached = 0;
			int failures = 0;
			for (double rate : RATES) {
				Measurement step = clients.run(1, (int) (rate * 2.5), rate, 30);
				boolean holds = step.p99() <= MAX_P99 && step.perSecond() / 1000 > rate * 0.95;
				// one more try: other processes share the machine
				if (!holds) {
					step = clients.run(1, (int) (rate * 2.5), rate, 30);
					holds = step.p99() <= MAX_P99 && step.perSecond() / 1000 > rate * 0.95;
				}
				reached = holds ? rate : reached;
				failures += holds ? 0 : 1;
				if (failures > 1 || rate > 400 && !server.peer().isOurs()) {
					break;
				}
			}
			this.report.add("highest rate to 1,000 clients with p99 <= 50 ms", server.peer(), reached, "events/s");
		}
	}

	/** A hundred rooms of 10 to 50 members. */
	private void mixed(ServerProcess server) throws IOException {
		int[] rooms = new int[3000];
		int client = 0;
		for (int room = 0; room < 100; room++) {
			for (int member = 0; member < 10 * (1 + room % 5); member++) {
				rooms[client++] = room;
			}
		}
		try (Clients clients = new Clients(server)) {
			clients.connect(rooms, Framing.TEXT);
			clients.prove(100);
			warmUp(clients, 100);
			for (int i = 0; i < 3; i++) {
				this.report.add("100 rooms of 10-50, saturated", server.peer(),
						clients.run(100, server.peer().isOurs() ? 60000 : 8000, 0, 60));
			}
		}
	}

	private void large(ServerProcess server) throws IOException {
		try (Clients clients = new Clients(server)) {
			clients.connect(new int[5000], Framing.TEXT);
			clients.prove(1);
			warmUp(clients, 1);
			for (int i = 0; i < 3; i++) {
				this.report.add("5,000 clients, saturated", server.peer(),
						clients.run(1, server.peer().isOurs() ? 1000 : 50, 0, 60));
			}
		}
	}

	private void connect(ServerProcess server) throws IOException {
		long end = System.nanoTime() + 60_000_000_000L;
		while (System.nanoTime() < end) {
			connectAll(server);
		}
		for (int i = 0; i < 3; i++) {
			double cpu = server.cpuSeconds();
			double seconds = connectAll(server);
			this.report.add("connect and join", server.peer(), CONNECTIONS / seconds, "1/s");
			cpu = server.cpuSeconds() - cpu;
			this.report.add("CPU to connect, join and end", server.peer(), cpu * 1e6 / CONNECTIONS, "\u00b5s");
		}
	}

	private static double connectAll(ServerProcess server) throws IOException {
		double seconds;
		try (Clients clients = new Clients(server)) {
			seconds = clients.connect(new int[CONNECTIONS], Framing.TEXT);
		}
		try (Clients none = new Clients(server)) {
			// the server is through with those who left
			none.idle(0.5);
		}
		return seconds;
	}

	private void memory(ServerProcess server) throws IOException, InterruptedException {
		for (int round = 0; round < 3; round++) {
			try (Clients clients = new Clients(server)) {
				clients.connect(new int[2000], Framing.TEXT);
			}
		}
		try (Clients clients = new Clients(server)) {
			clients.idle(3);
			long before = server.liveHeap();
			clients.connect(new int[5000], Framing.TEXT);
			clients.idle(3);
			long after = server.liveHeap();
			this.report.add("live heap per idle connection", server.peer(), (after - before) / 5000.0 / 1024, "KB");
			Files.writeString(Path.of("target", "histogram-" + server.peer().name().toLowerCase(Locale.ROOT) + ".txt"),
					server.jcmd("GC.class_histogram"));
		}
	}

	/**
	 * One more client comes and stops reading, until the server ends its connection. That
	 * run is compared with the mean of the ones before and after it, since a machine's
	 * pace drifts by more than it may cost.
	 */
	private void stalled(ServerProcess server) throws IOException {
		String ratio = "p99 beside a client that stops reading, of p99 without";
		try (Clients clients = new Clients(server)) {
			clients.connect(new int[1000], Framing.TEXT);
			clients.prove(1);
			warmUp(clients, 1);
			clients.run(1, 4000, RATE_BESIDE_STALLED, 90);
			double before = allRead(server, clients);
			for (int i = 0; i < 7; i++) {
				Subscriber stalled = clients.joinAndStall(0);
				Measurement run = clients.run(1, 1600, RATE_BESIDE_STALLED, 40);
				this.report.add("1,000 clients, 80 events/s, one more stops reading", server.peer(), run);
				clients.dropEnded(stalled);
				double after = allRead(server, clients);
				this.report.add(ratio, server.peer(), 100 * run.p99() / ((before + after) / 2), "%");
				before = after;
			}
		}
	}

	private double allRead(ServerProcess server, Clients clients) throws IOException {
		Measurement run = clients.run(1, 800, RATE_BESIDE_STALLED, 30);
		this.report.add("1,000 clients, 80 events/s", server.peer(), run);
		return run.p99();
	}

	/** What is done to a server. */
	@FunctionalInterface
	private interface Load {

		void on(ServerProcess server) throws IOException, InterruptedException;

	}

}
