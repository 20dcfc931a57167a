package dev.realtime.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three nodes are replaced one after the other, as a deployment does it, while events are
 * published on all of them and clients come back to any.
 */
@EnabledIfSystemProperty(named = "realtime.rabbitmq", matches = ".+:[0-9]+",
		disabledReason = "needs a RabbitMQ 3.10 or later with the STOMP plugin: -Drealtime.rabbitmq=host:port")
@ExtendWith(Rabbit.Alone.class)
class RollingRestartTests {

	private static final String ROOM = "/public/x";

	private static final int NODES = 3;

	private static final int CLIENTS = 9;

	private static final int PUBLISHERS = 3;

	private final String destination = "test-" + UUID.randomUUID();

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	/** Those that a load balancer would send somebody to. */
	private final List<Node> nodes = new CopyOnWriteArrayList<>();

	/** Held by who publishes, and alone by who takes a node out of service. */
	private final ReentrantReadWriteLock service = new ReentrantReadWriteLock();

	private final List<RoamingClient> clients = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicInteger published = new AtomicInteger();

	private volatile boolean publishing = true;

	private Node start() {
		// a machine that is busy with the start of another node is no broker that hangs
		return Node.start(Rabbit.port(), this.destination, "realtime.history.size=100000",
				"realtime.relay.patience=1m");
	}

	@Test
	void losesAndRepeatsNothing() throws Exception {
		for (int i = 0; i < NODES; i++) {
			this.nodes.add(start());
		}
		try {
			for (int i = 0; i < CLIENTS; i++) {
				RoamingClient client = new RoamingClient("user" + i, ROOM, () -> List.copyOf(this.nodes), this.faults,
						i);
				this.clients.add(client);
				begin(client);
			}
			await().atMost(1, TimeUnit.MINUTES).until(() -> this.clients.stream().allMatch(RoamingClient::isIn));
			for (int i = 0; i < PUBLISHERS; i++) {
				int publisher = i;
				begin(() -> publish(publisher));
			}
			for (int i = 0; i < NODES; i++) {
				int before = this.published.get();
				await().atMost(1, TimeUnit.MINUTES).until(() -> this.published.get() > before + 300);
				replaceOne();
			}
			this.publishing = false;
			this.threads.subList(CLIENTS, CLIENTS + PUBLISHERS).forEach(RollingRestartTests::join);
			await().atMost(1, TimeUnit.MINUTES)
				.until(() -> !this.faults.isEmpty()
						|| this.clients.stream().allMatch((client) -> client.count() >= this.published.get()));
			this.clients.forEach(RoamingClient::stop);
			this.threads.forEach(RollingRestartTests::join);
			assertThat(this.faults).isEmpty();
			checkWhatClientsSaw();
		}
		finally {
			this.publishing = false;
			this.clients.forEach(RoamingClient::stop);
			this.nodes.forEach(Node::close);
		}
	}

	private void begin(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
	}

	private static void join(Thread thread) {
		try {
			thread.join(30_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void publish(int publisher) {
		Random random = new Random(publisher);
		for (int i = 0; this.publishing; i++) {
			awaitSlowest();
			this.service.readLock().lock();
			try {
				Node node = this.nodes.get(random.nextInt(this.nodes.size()));
				node.publish("tick", node.port() + " " + publisher + ":" + i, ROOM);
				this.published.incrementAndGet();
			}
			finally {
				this.service.readLock().unlock();
			}
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000)));
		}
	}

	/** However slow the machine: nobody gets further behind than a client can wait. */
	private void awaitSlowest() {
		while (this.publishing
				&& this.published.get() - this.clients.stream().mapToInt(RoamingClient::count).min().orElse(0) > 300) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

	private void replaceOne() {
		Node leaving;
		this.service.writeLock().lock();
		try {
			leaving = this.nodes.remove(0);
		}
		finally {
			this.service.writeLock().unlock();
		}
		leaving.close();
		this.nodes.add(start());
	}

	private void checkWhatClientsSaw() {
		List<String> seen = this.clients.get(0).seen();
		assertThat(seen).hasSize(this.published.get()).doesNotHaveDuplicates();
		// what one thread published on one node keeps its order; on two nodes there is
		// none
		Map<String, Integer> last = new HashMap<>();
		for (String tick : seen) {
			int colon = tick.indexOf(':');
			int number = Integer.parseInt(tick.substring(colon + 1));
			Integer before = last.put(tick.substring(0, colon), number);
			assertThat(number).as(tick).isGreaterThan((before != null) ? before : -1);
		}
		this.clients.forEach((client) -> assertThat(client.seen()).isEqualTo(seen));
		assertThat(this.clients).anyMatch((client) -> client.visits() > 1);
		System.out.println("ROLLING RESTART of " + NODES + " nodes: " + seen.size() + " events to " + CLIENTS
				+ " clients, " + this.clients.stream().mapToInt(RoamingClient::visits).sum()
				+ " joins; 0 lost, 0 duplicate, one order");
	}

}
