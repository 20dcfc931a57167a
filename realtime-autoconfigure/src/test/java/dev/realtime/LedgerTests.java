package dev.realtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.history.Position;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The proof of it all: clients that are cut, stall, leave, join and are evicted, and a
 * server that is restarted, while transactions commit and roll back. Then every client's
 * ledger is compared with the database. Small by default; larger with
 * {@code -Drealtime.ledger.deliveries=…}, {@code .cuts}, {@code .restarts} and
 * {@code .clients}, and the same again with {@code .seed}.
 */
class LedgerTests {

	private static final int DELIVERIES = Integer.getInteger("realtime.ledger.deliveries", 10_000);

	private static final int CUTS = Integer.getInteger("realtime.ledger.cuts", 20);

	private static final int RESTARTS = Integer.getInteger("realtime.ledger.restarts", 1);

	private static final int CLIENTS = Integer.getInteger("realtime.ledger.clients", 12);

	private static final int ROOMS = 4;

	private static final int STALLED = 2;

	private final long seed = Long.getLong("realtime.ledger.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final Ledger ledger = new Ledger();

	/** Held by who uses the server, and alone by who restarts it. */
	private final ReentrantReadWriteLock server = new ReentrantReadWriteLock();

	private final List<LedgerClient> clients = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private ConfigurableApplicationContext context;

	private int port;

	private volatile boolean publishing = true;

	@Test
	void everyLedgerSaysWhatTheDatabaseSays() throws Exception {
		start();
		try {
			run();
			settle();
		}
		finally {
			this.publishing = false;
			this.clients.forEach(LedgerClient::stop);
			for (Thread thread : this.threads) {
				thread.join(30_000);
			}
			this.context.close();
		}
		String report = "seed " + this.seed + ", clients " + CLIENTS + ", cuts " + CUTS + ", restarts " + RESTARTS
				+ ": " + this.ledger.report();
		System.out.println("LEDGER " + report);
		assertThat(this.ledger.faults).as(report).isEmpty();
		assertThat(this.ledger.deliveries.get()).as(report).isGreaterThanOrEqualTo(DELIVERIES);
		assertThat(this.ledger.recovered.get()).as(report).isPositive();
		assertThat(this.ledger.revoked.get()).as(report).isPositive();
	}

	private void run() {
		for (int i = 0; i < CLIENTS; i++) {
			LedgerClient client = new LedgerClient(this.ledger, "user" + i, List.of(room(i), room(i + 1)),
					this.random.nextLong(), this.port, this::token, this::roomToken);
			this.clients.add(client);
			begin(client, "client-" + i);
		}
		for (int i = 0; i < 2; i++) {
			Random random = new Random(this.random.nextLong());
			begin(() -> publish(random), "publisher-" + i);
		}
		int cuts = 0;
		int restarts = 0;
		List<DeafClient> stalled = new ArrayList<>();
		while (this.ledger.deliveries.get() < DELIVERIES || cuts < CUTS || restarts < RESTARTS) {
			long done = this.ledger.deliveries.get();
			if (cuts < CUTS && done >= (long) DELIVERIES * cuts / CUTS) {
				cuts++;
				this.clients.get(this.random.nextInt(CLIENTS)).cut();
			}
			if (restarts < RESTARTS && done >= (long) DELIVERIES * (restarts + 1) / (RESTARTS + 1)) {
				restarts++;
				restart();
				stalled.forEach(DeafClient::close);
				stalled.clear();
			}
			while (stalled.size() < STALLED) {
				String user = "stalled" + stalled.size();
				stalled.add(new DeafClient(this.port, token(user)).join("/public" + room(stalled.size())));
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
		stalled.forEach(DeafClient::close);
	}

	private void begin(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
	}

	private static String room(int index) {
		return "/rooms/" + index % ROOMS;
	}

	private String token(String user) {
		this.server.readLock().lock();
		try {
			return this.context.getBean(ConnectionTokens.class).issue(user);
		}
		finally {
			this.server.readLock().unlock();
		}
	}

	private String roomToken(String userAndRoom) {
		String[] words = userAndRoom.split(" ");
		this.server.readLock().lock();
		try {
			return this.context.getBean(RoomTokens.class).issue(words[0], words[1]);
		}
		finally {
			this.server.readLock().unlock();
		}
	}

	private void publish(Random random) {
		while (this.publishing) {
			this.server.readLock().lock();
			try {
				transaction(random);
			}
			finally {
				this.server.readLock().unlock();
			}
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(2000)));
		}
	}

	private void transaction(Random random) {
		JdbcTemplate jdbc = this.context.getBean(JdbcTemplate.class);
		String room = room(random.nextInt(ROOMS));
		boolean phantom = random.nextInt(10) == 0;
		String evicted = (random.nextInt(100) == 0) ? "user" + random.nextInt(CLIENTS) : null;
		String filler = "x".repeat(random.nextInt(2000));
		new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				long began = System.nanoTime();
				// the row stays locked until the end: numbers are in the order of commits
				jdbc.update("update room set n = n + 1 where name = ?", room);
				long number = jdbc.queryForObject("select n from room where name = ?", Long.class, room);
				this.context.publishEvent(
						RealtimeEvent.named("entry", Map.of("n", number, "phantom", phantom, "filler", filler))
							.toRooms(room, "/public" + room));
				if (evicted != null) {
					this.context.getBean(RealtimeSessions.class).evict(evicted, room);
				}
				if (phantom) {
					status.setRollbackOnly();
				}
				else if (evicted != null) {
					this.ledger.evicts(room, number, evicted, began);
				}
			});
	}

	private void restart() {
		this.server.writeLock().lock();
		try {
			this.context.close();
			start();
		}
		finally {
			this.server.writeLock().unlock();
		}
	}

	private void start() {
		this.context = new SpringApplicationBuilder(ReliabilityApplication.class).run("--server.port=" + this.port,
				"--spring.main.banner-mode=off", "--realtime.rooms.public=/public/**",
				"--realtime.jwt.secret=" + ReliabilityTest.SECRET, "--realtime.connection.send-timeout=2s",
				"--spring.datasource.url=jdbc:h2:mem:ledger" + this.seed + ";DB_CLOSE_DELAY=-1",
				"--spring.data.jpa.repositories.enabled=false",
				"--spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration");
		this.port = Integer.parseInt(this.context.getEnvironment().getProperty("local.server.port"));
		JdbcTemplate jdbc = this.context.getBean(JdbcTemplate.class);
		jdbc.execute("create table if not exists room (name varchar(50) primary key, n bigint)");
		for (int i = 0; i < ROOMS; i++) {
			jdbc.update("insert into room select ?, 0 where not exists (select 1 from room where name = ?)", room(i),
					room(i));
		}
		this.ledger.serverStarts(numbers());
	}

	private Map<String, Long> numbers() {
		Map<String, Long> numbers = new HashMap<>();
		this.context.getBean(JdbcTemplate.class)
			.queryForList("select name, n from room")
			.forEach((row) -> numbers.put((String) row.get("name"), (Long) row.get("n")));
		return numbers;
	}

	/** Everybody comes to rest where the database is. */
	private void settle() throws InterruptedException {
		this.publishing = false;
		this.clients.forEach(LedgerClient::calm);
		for (Thread thread : this.threads) {
			if (thread.getName().startsWith("publisher")) {
				thread.join(30_000);
			}
		}
		Map<String, Long> numbers = numbers();
		RoomBroker broker = this.context.getBean(RoomBroker.class);
		Map<String, Position> places = new HashMap<>();
		numbers.forEach((room, number) -> {
			Position place = Position.parse(broker.position(room));
			places.put(room, place);
			this.ledger.end(room, place.epoch(), place.offset(), number);
		});
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		for (int i = 0; i < CLIENTS; i++) {
			Map<String, Position> expected = Map.of(room(i), places.get(room(i)), room(i + 1), places.get(room(i + 1)));
			LedgerClient client = this.clients.get(i);
			while (!client.standing().equals(expected) && System.nanoTime() - end < 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
			}
			if (!client.standing().equals(expected)) {
				this.ledger.fault("missing", "user" + i + " stands at " + client.standing() + " and not " + expected);
			}
		}
	}

}
