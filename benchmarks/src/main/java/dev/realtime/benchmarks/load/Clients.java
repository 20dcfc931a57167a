package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.realtime.benchmarks.load.Subscriber.Framing;

/** All clients of a run, on one thread. */
final class Clients implements AutoCloseable {

	private static final int IN_FLIGHT = 64;

	final Events events = new Events();

	final byte[] inflated = new byte[256 * 1024];

	private final ByteBuffer buffer = ByteBuffer.allocate(1024 * 1024);

	private final List<Subscriber> subscribers = new ArrayList<>();

	private final Selector selector;

	/** Publishes. */
	private final ServerProcess server;

	/** Clients are spread over them. */
	private final List<ServerProcess> nodes;

	private int joined;

	private int proved;

	private int dead;

	private long total;

	private long firstSent;

	private long lastReceived;

	private Latencies latencies = new Latencies();

	Clients(ServerProcess server) throws IOException {
		this(List.of(server));
	}

	Clients(List<ServerProcess> nodes) throws IOException {
		this.server = nodes.get(0);
		this.nodes = nodes;
		this.selector = Selector.open();
	}

	boolean confirmsJoin() {
		return this.server.peer().confirmsJoin();
	}

	/**
	 * Connects clients, 64 at a time.
	 * @param rooms the room of each
	 * @param framing what they offer
	 * @return seconds it took until all had joined
	 */
	double connect(int[] rooms, Framing framing) throws IOException {
		long begin = System.nanoTime();
		for (int room : rooms) {
			int number = this.subscribers.size();
			while (number - this.joined >= IN_FLIGHT) {
				poll(100);
				failIfDead();
			}
			this.subscribers.add(new Subscriber(this, number, room, this.server.peer().wire(), framing,
					this.nodes.get(number % this.nodes.size()).port(), this.selector));
		}
		await(() -> this.joined >= this.subscribers.size(), 60);
		return (System.nanoTime() - begin) / 1e9;
	}

	/** Publishes until every client has heard something. */
	void prove(int rooms) throws IOException {
		while (this.proved < this.subscribers.size()) {
			failIfDead();
			this.server.get("/probe?rooms=" + rooms);
			long end = System.nanoTime() + 300_000_000L;
			while (this.proved < this.subscribers.size() && System.nanoTime() < end) {
				poll(50);
			}
		}
	}

	private void failIfDead() {
		if (this.dead > 0) {
			throw new IllegalStateException(this.dead + " clients lost their connection to " + this.server.peer());
		}
	}

	/**
	 * Publishes and takes what comes.
	 * @param rooms number of rooms
	 * @param count number of events
	 * @param rate events a second; 0 for as fast as possible
	 * @param seconds when to give up
	 * @return what came
	 */
	Measurement run(int rooms, int count, double rate, int seconds) throws IOException {
		this.subscribers.forEach(Subscriber::begin);
		this.total = 0;
		this.firstSent = Long.MAX_VALUE;
		this.lastReceived = 0;
		this.latencies = new Latencies();
		int dead = this.dead;
		long expected = 0;
		for (Subscriber subscriber : this.subscribers) {
			if (subscriber.reads()) {
				expected += count / rooms + ((subscriber.room < count % rooms) ? 1 : 0);
			}
		}
		long wanted = expected;
		double cpu = cpuSeconds();
		this.server.get("/publish?rooms=" + rooms + "&count=" + count + "&rate=" + rate);
		await(() -> this.total >= wanted, seconds);
		cpu = cpuSeconds() - cpu;
		long outOfOrder = this.subscribers.stream().filter(Subscriber::reads).mapToLong((s) -> s.outOfOrder).sum();
		Measurement measured = new Measurement(this.total, (this.lastReceived - this.firstSent) / 1e9, cpu,
				this.latencies.millis(0.5), this.latencies.millis(0.99), this.latencies.millis(0.999),
				wanted - this.total, outOfOrder, this.dead - dead);
		if (this.total < wanted) {
			quiet();
		}
		return measured;
	}

	/** What comes late must not count in the next run. */
	private void quiet() throws IOException {
		long before;
		do {
			before = this.total;
			idle(1);
		}
		while (this.total > before);
	}

	private double cpuSeconds() throws IOException {
		double seconds = 0;
		for (ServerProcess node : this.nodes) {
			seconds += node.cpuSeconds();
		}
		return seconds;
	}

	private void await(BooleanSupplier done, int seconds) throws IOException {
		long end = System.nanoTime() + seconds * 1_000_000_000L;
		while (!done.getAsBoolean() && System.nanoTime() < end) {
			poll(100);
		}
	}

	/** Lets time pass, with all clients alive. */
	void idle(double seconds) throws IOException {
		long end = System.nanoTime() + (long) (seconds * 1e9);
		while (System.nanoTime() < end) {
			poll(20);
		}
	}

	private void poll(long millis) throws IOException {
		this.selector.select(millis);
		Iterator<SelectionKey> keys = this.selector.selectedKeys().iterator();
		while (keys.hasNext()) {
			SelectionKey key = keys.next();
			keys.remove();
			Subscriber subscriber = (Subscriber) key.attachment();
			if (key.isValid() && key.isConnectable()) {
				subscriber.connected();
			}
			else if (key.isValid() && key.isReadable()) {
				subscriber.read(this.buffer);
			}
		}
	}

	void joined() {
		this.joined++;
	}

	void proved() {
		this.proved++;
	}

	void died() {
		this.dead++;
	}

	void received(long ns) {
		this.total++;
		if (ns < this.firstSent) {
			this.firstSent = ns;
		}
		long now = System.nanoTime();
		this.lastReceived = now;
		this.latencies.add(now - ns);
	}

	/** One more client joins and stops reading. */
	Subscriber joinAndStall(int room) throws IOException {
		connect(new int[] { room }, Framing.TEXT);
		Subscriber stalled = this.subscribers.get(this.subscribers.size() - 1);
		stalled.stall();
		return stalled;
	}

	/** Who stopped reading has been left behind by the server meanwhile, and goes. */
	void dropEnded(Subscriber stalled) throws IOException {
		stalled.resume();
		await(stalled::isDead, 10);
		if (!stalled.isDead()) {
			throw new IllegalStateException(this.server.peer() + " still serves a client that does not read");
		}
		this.subscribers.remove(stalled);
		this.joined--;
		this.dead--;
	}

	@Override
	public void close() throws IOException {
		this.subscribers.forEach(Subscriber::close);
		this.selector.close();
	}

}
