package dev.realtime.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.unit.DataSize;

import dev.realtime.PublicationFailed;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;
import dev.realtime.connection.RecordedConnections;
import dev.realtime.connection.RecordedConnections.Client;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;
import dev.realtime.protocol.WireJson;

import static org.assertj.core.api.Assertions.assertThat;

class RoomBrokerTests {

	private static final int BUFFER = 512 * 1024;

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final PublicationFailures failures = new PublicationFailures(this.context);

	private final RecordedConnections clients = new RecordedConnections(
			Map.of("realtime.connection.send-buffer", "64MB"));

	private final AtomicLong now = new AtomicLong(System.nanoTime());

	private final RoomBroker broker = broker(
			new HistoryProperties(300, Duration.ofMinutes(5), DataSize.ofMegabytes(1)));

	private RoomBroker broker(HistoryProperties limits) {
		return broker(limits, Tracing.NONE);
	}

	private RoomBroker broker(HistoryProperties limits, Tracing tracing) {
		return new RoomBroker(limits, BUFFER, new EventJson(new JsonMapper()), new WireJson(),
				this.clients.connections(), this.failures, tracing, this.now::get);
	}

	RoomBrokerTests() {
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.clients.close();
		this.context.close();
	}

	private static RealtimeEvent tick(Object data, String... rooms) {
		return RealtimeEvent.named("tick", data).toRooms(rooms);
	}

	private void publish(Object data, String... rooms) {
		this.broker.publish(tick(data, rooms));
	}

	private String join(Client client, String id, String room, String position) {
		assertThat(this.broker.join(client.connection(), id, room, new Guest(), position, null))
			.isEqualTo(RoomBroker.Entry.IN);
		return client.next("realtime:join:success");
	}

	private static String field(String frame, String name) {
		var value = new JsonMapper().readTree(frame.substring(frame.indexOf("\n\n") + 2)).get(name);
		return (value != null) ? value.asString() : null;
	}

	private static long offset(String frame) {
		return Position.parse(Client.header(frame, "position")).offset();
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
		this.broker.tick();
	}

	// recovery

	@Test
	void recoversARoomThatWasNeverUsed() {
		String position = this.broker.position("/a");
		Client client = this.clients.connect("ann");
		assertThat(field(join(client, "1", "/a", position), "recovered")).isEqualTo("true");
		leave(client, "/a");
		pass(Duration.ofHours(2));
		assertThat(field(join(client, "2", "/a", position), "recovered")).isEqualTo("true");
	}

	@Test
	void recoversNobodyInRoomsThatAreOutdated() {
		Client client = this.clients.connect("ann");
		String unused = this.broker.position("/a");
		String other = this.broker.position("/b");
		join(client, "1", "/rooms/1", null);
		publish(1, "/rooms/2", "/others/1");
		assertThat(this.broker.outdate((name) -> name.startsWith("/rooms/"))).containsExactlyInAnyOrder("/rooms/1",
				"/rooms/2");
		// of these nobody knows whether they are meant
		assertThat(field(join(client, "2", "/a", unused), "recovered")).isEqualTo("false");
		assertThat(field(join(client, "3", "/b", other), "recovered")).isEqualTo("false");
		assertThat(field(join(client, "4", "/c", this.broker.position("/c")), "recovered")).isEqualTo("true");
		assertThat(field(join(client, "5", "/others/1", this.broker.position("/others/1")), "recovered"))
			.isEqualTo("true");
	}

	@Test
	void recoversAfterAnHourInWhichNothingHappened() {
		publish(1, "/a");
		String position = this.broker.position("/a");
		for (int i = 0; i < 60; i++) {
			pass(Duration.ofMinutes(1));
		}
		Client client = this.clients.connect("ann");
		assertThat(field(join(client, "1", "/a", position), "recovered")).isEqualTo("true");
		client.assertNothing();
	}

	@Test
	void recoversTwiceInARow() {
		Client client = this.clients.connect("ann");
		String position = field(join(client, "1", "/a", null), "position");
		leave(client, "/a");
		publish("one", "/a");
		assertThat(field(join(client, "2", "/a", position), "recovered")).isEqualTo("true");
		String one = client.next("tick");
		leave(client, "/a");
		publish("two", "/a");
		assertThat(field(join(client, "3", "/a", Client.header(one, "position")), "recovered")).isEqualTo("true");
		assertThat(field(client.next("tick"), "data")).isEqualTo("two");
		leave(client, "/a");
		assertThat(field(join(client, "4", "/a", position), "recovered")).isEqualTo("true");
		assertThat(List.of(field(client.next("tick"), "data"), field(client.next("tick"), "data")))
			.containsExactly("one", "two");
		client.assertNothing();
	}

	@Test
	void refusesToRecoverAPart() {
		String before = this.broker.position("/a");
		for (int i = 0; i < 301; i++) {
			publish(i, "/a");
		}
		Client client = this.clients.connect("ann");
		assertThat(field(join(client, "1", "/a", before), "recovered")).isEqualTo("false");
		client.assertNothing();
		String epoch = Position.parse(before).epoch();
		assertThat(field(join(client, "2", "/a", epoch + ":1"), "recovered")).isEqualTo("true");
		for (int i = 2; i <= 301; i++) {
			assertThat(offset(client.next("tick"))).isEqualTo(i);
		}
	}

	@Test
	void expiresByTime() {
		String before = this.broker.position("/a");
		publish(1, "/a");
		long full = this.broker.memory();
		for (int i = 0; i < 10; i++) {
			pass(Duration.ofSeconds(31));
		}
		assertThat(this.broker.memory()).isLessThan(full);
		Client client = this.clients.connect("ann");
		assertThat(field(join(client, "1", "/a", before), "recovered")).isEqualTo("false");
	}

	@Test
	void startsAnewAfterAResync() {
		Client client = this.clients.connect("ann");
		String position = field(join(client, "1", "/a", null), "position");
		publish(1, "/a");
		client.next("tick");
		this.broker.publish(RealtimeEvent.resync().toRooms("/a"));
		String fresh = field(client.next("realtime:resync"), "position");
		assertThat(Position.parse(fresh).epoch()).isNotEqualTo(Position.parse(position).epoch());
		assertThat(field(join(client, "2", "/a", position), "recovered")).isEqualTo("false");
		publish(2, "/a");
		client.next("tick");
		client.next("tick");
		assertThat(field(join(client, "3", "/a", fresh), "recovered")).isEqualTo("true");
		assertThat(field(client.next("tick"), "data")).isEqualTo("2");
	}

	@Test
	void meetsTheLiveStreamWithoutGapOrDuplicate() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger published = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> publishers = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				publishers.add(threads.submit(() -> {
					while (!done.get()) {
						publish(published.incrementAndGet(), "/busy");
						if (published.get() % 50 == 0) {
							TimeUnit.MILLISECONDS.sleep(1);
						}
					}
					return null;
				}));
			}
			Client client = this.clients.connect("ann");
			String position = this.broker.position("/busy");
			int recovered = 0;
			for (int i = 0; i < 1000; i++) {
				String id = "s" + i;
				String joined = join(client, id, "/busy", position);
				boolean whole = Boolean.parseBoolean(field(joined, "recovered"));
				recovered += whole ? 1 : 0;
				long expected = Position.parse(whole ? position : field(joined, "position")).offset();
				int more = i % 7;
				long standing = Position.parse(field(joined, "position")).offset();
				String last = null;
				while (expected < standing + more) {
					last = client.next("tick");
					assertThat(offset(last)).isEqualTo(++expected);
				}
				this.broker.members("/busy").forEach((member) -> leave(member));
				client.connection().send("own", "/x", "end", new byte[] { '{', '}' });
				String frame = client.next();
				while (!"end".equals(Client.header(frame, "event"))) {
					assertThat(offset(frame)).isEqualTo(++expected);
					last = frame;
					frame = client.next();
				}
				position = (last != null) ? Client.header(last, "position") : field(joined, "position");
			}
			assertThat(recovered).isGreaterThan(700);
			done.set(true);
			for (Future<?> publisher : publishers) {
				publisher.get(10, TimeUnit.SECONDS);
			}
		}
		finally {
			done.set(true);
			threads.shutdownNow();
		}
	}

	@Test
	void letsAClientTakeOneReplayBeforeTheNext() {
		List<String> positions = new ArrayList<>();
		for (int room = 0; room < 8; room++) {
			positions.add(this.broker.position("/big/" + room));
			publish("x".repeat(100_000), "/big/" + room);
		}
		Client client = this.clients.connect("ann");
		for (int room = 0; room < 8; room++) {
			assertThat(this.broker.join(client.connection(), "s" + room, "/big/" + room, new Guest(),
					positions.get(room), null))
				.isEqualTo(RoomBroker.Entry.IN);
		}
		for (int room = 0; room < 8; room++) {
			assertThat(field(client.next("realtime:join:success"), "recovered")).isEqualTo("true");
			client.next("tick");
		}
		assertThat(client.connection().isOpen()).isTrue();
	}

	// quiet rooms

	@Test
	void tellsOnceWhereAQuietRoomStands() {
		Client client = this.clients.connect("ann");
		join(client, "1", "/a", null);
		publish(1, "/a");
		client.next("tick");
		pass(Duration.ofSeconds(19));
		publish(2, "/a");
		client.next("tick");
		pass(Duration.ofSeconds(19));
		client.assertNothing();
		pass(Duration.ofSeconds(1));
		assertThat(field(client.next("realtime:position"), "position")).isEqualTo(this.broker.position("/a"));
		pass(Duration.ofMinutes(1));
		client.assertNothing();
	}

	// memory

	@Test
	void givesUpTheHistoriesThatWereSilentLongest() {
		List<String> positions = new ArrayList<>();
		for (int room = 0; room < 20; room++) {
			positions.add(this.broker.position("/r/" + room));
			publish("x".repeat(100_000), "/r/" + room);
			this.now.addAndGet(1_000_000);
		}
		assertThat(this.broker.memory()).isLessThanOrEqualTo(1024 * 1024);
		Client client = this.clients.connect("ann");
		List<Boolean> recovered = new ArrayList<>();
		for (int room = 0; room < 20; room++) {
			String joined = join(client, "s" + room, "/r/" + room, positions.get(room));
			recovered.add(Boolean.valueOf(field(joined, "recovered")));
			if (recovered.get(room)) {
				client.next("tick");
			}
		}
		assertThat(recovered).startsWith(false, false, false).endsWith(true, true, true);
		int first = recovered.indexOf(true);
		assertThat(recovered.subList(first, 20)).doesNotContain(false).hasSizeBetween(8, 10);
	}

	@Test
	void neverComesBackUnderAnOldEpoch() {
		Map<String, Set<String>> seen = new ConcurrentHashMap<>();
		for (int round = 0; round < 30; round++) {
			for (int room = 0; room < 12; room++) {
				String name = "/f/" + room;
				publish("x".repeat(100_000), name);
				this.now.addAndGet(1_000_000);
				Position position = Position.parse(this.broker.position(name));
				Set<String> known = seen.computeIfAbsent(name, (key) -> ConcurrentHashMap.newKeySet());
				// offsets start again only together with a new epoch
				assertThat(known.add(position.toString())).as("%s %s", name, position).isTrue();
			}
		}
		assertThat(this.broker.roomCount()).isLessThan(12);
	}

	@Test
	void isBoundedUnderAnyNumberOfRooms() {
		for (int room = 0; room < 30_000; room++) {
			publish(room, "/many/" + room);
		}
		assertThat(this.broker.memory()).isLessThanOrEqualTo(1024 * 1024);
		assertThat(this.broker.roomCount()).isLessThan(2000);
	}

	@Test
	void keepsPublishingFastWhereRoomsInUseTakeAllMemory() {
		Client client = this.clients.connect("ann");
		for (int room = 0; room < 3000; room++) {
			join(client, "s" + room, "/u/" + room, null);
		}
		long began = System.nanoTime();
		for (int i = 0; i < 5000; i++) {
			publish(i, "/u/" + i % 3000);
			client.next("tick");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
		assertThat(this.broker.memory()).isLessThan(3 * 1024 * 1024);
	}

	@Test
	void forgetsRoomsInWhichNothingHappened() {
		Client client = this.clients.connect("ann");
		for (int room = 0; room < 100; room++) {
			join(client, "s" + room, "/e/" + room, null);
			this.broker.reserve(Set.of("/other/" + room)).release();
		}
		assertThat(this.broker.roomCount()).isEqualTo(100);
		client.connection().close(dev.realtime.protocol.CloseCode.NORMAL);
		assertThat(this.broker.roomCount()).isZero();
		assertThat(this.broker.memory()).isZero();
	}

	// places

	@Test
	void tellsInTheOrderOfPlaces() {
		Client client = this.clients.connect("ann");
		join(client, "1", "/a", null);
		Publications.Reservation created = this.broker.reserve(Set.of("/a"));
		Publications.Reservation updated = this.broker.reserve(Set.of("/a"));
		Publications.Reservation rolledBack = this.broker.reserve(Set.of("/a"));
		publish("later", "/a");
		rolledBack.release();
		updated.publish(List.of(new TracedEvent(tick("updated", "/a"), null)));
		client.assertNothing();
		created.publish(List.of(new TracedEvent(tick("created", "/a"), null)));
		assertThat(List.of(field(client.next("tick"), "data"), field(client.next("tick"), "data"),
				field(client.next("tick"), "data")))
			.containsExactly("created", "updated", "later");
	}

	@Test
	void keepsCommitOrderUnderManyThreads() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		Client client = this.clients.connect("ann");
		join(client, "1", "/a", null);
		Object commit = new Object();
		AtomicInteger sequence = new AtomicInteger();
		int count = 2000;
		CountDownLatch done = new CountDownLatch(count);
		for (int i = 0; i < count; i++) {
			threads.execute(() -> {
				Publications.Reservation place;
				int value;
				synchronized (commit) {
					// what a commit does: whoever sees the value took a place later
					place = this.broker.reserve(Set.of("/a"));
					value = sequence.incrementAndGet();
				}
				if (value % 3 == 0) {
					Thread.yield();
				}
				place.publish(List.of(new TracedEvent(tick(value, "/a"), null)));
				done.countDown();
			});
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		threads.shutdown();
		for (int i = 1; i <= count; i++) {
			assertThat(field(client.next("tick"), "data")).isEqualTo(String.valueOf(i));
		}
	}

	@Test
	void goesOnWithoutACommitThatDoesNotEnd() {
		Client client = this.clients.connect("ann");
		join(client, "1", "/a", null);
		Publications.Reservation hangs = this.broker.reserve(Set.of("/a"));
		publish("after", "/a");
		pass(Duration.ofSeconds(9));
		client.assertNothing();
		pass(Duration.ofSeconds(2));
		assertThat(field(client.next("tick"), "data")).isEqualTo("after");
		hangs.publish(List.of(new TracedEvent(tick("late", "/a"), null)));
		assertThat(field(client.next("tick"), "data")).isEqualTo("late");
		publish("then", "/a");
		assertThat(field(client.next("tick"), "data")).isEqualTo("then");
	}

	@Test
	void endsPlacesWhateverFails() {
		Client client = this.clients.connect("ann");
		join(client, "1", "/a", null);
		this.broker.publish(tick(new Broken(), "/a"));
		this.broker.publish(tick("x".repeat(BUFFER), "/a"));
		assertThat(this.failures.count()).isEqualTo(2);
		publish("fine", "/a");
		assertThat(field(client.next("tick"), "data")).isEqualTo("fine");
	}

	// users

	@Test
	void skipsWhatCannotBeWrittenOrHeldWithoutAGap() {
		List<PublicationFailed> failed = new ArrayList<>();
		this.context.addApplicationListener(
				(PayloadApplicationEvent<PublicationFailed> event) -> failed.add(event.getPayload()));
		Client client = this.clients.connect("ann");
		join(client, "1", "/a", null);
		publish("first", "/a");
		publish(new Broken(), "/a");
		publish("x".repeat(BUFFER), "/a");
		publish("second", "/a");
		String first = Client.header(client.next("tick"), "position");
		String second = Client.header(client.next("tick"), "position");
		assertThat(Position.parse(second).offset()).isEqualTo(Position.parse(first).offset() + 1);
		assertThat(failed).hasSize(2);
		assertThat(failed.get(1).cause()).hasMessageContaining("realtime.connection.send-buffer");
	}

	@Test
	void tellsAUserWhoComesTooLateForTheRoomOnTheOwnQueue() {
		Client client = this.clients.connect("ann");
		Publications.Reservation first = this.broker.reserve(Set.of("/a"));
		this.broker.publish(tick("both", "/a").toUsers("ann"));
		client.assertNothing();
		join(client, "1", "/a", null);
		first.release();
		assertThat(Client.header(client.next("tick"), "subscription")).isEqualTo("1");
		client.assertNothing();
		leave(client, "/a");
		this.broker.publish(tick("again", "/a").toUsers("ann"));
		assertThat(Client.header(client.next("tick"), "subscription")).isEqualTo("own");
		client.assertNothing();
	}

	// other nodes

	@Test
	void observesTheFanOutOfWhatLeavesJustWhenTheOtherNodesAreLost() {
		List<String> observed = new ArrayList<>();
		RoomBroker broker = broker(new HistoryProperties(300, Duration.ofMinutes(5), DataSize.ofMegabytes(1)),
				new Tracing() {

					@Override
					public void publish(RealtimeEvent event, Consumer<Trace> action) {
						action.accept(null);
					}

					@Override
					public FanOut fanOut(EncodedEvent event) {
						observed.add("begin");
						return () -> observed.add("end");
					}

				});
		broker.use(new LostBackplane());
		broker.publish(tick(1, "/a", "/b"));
		assertThat(broker.position("/a")).endsWith(":1");
		assertThat(observed).containsExactly("begin", "end");
	}

	private void leave(Client client, String room) {
		this.broker.members(room)
			.stream()
			.filter((member) -> member.connection() == client.connection())
			.forEach(this::leave);
	}

	private void leave(RoomSubscription member) {
		if (member.connection().remove(member)) {
			member.end();
		}
	}

	/** Data that cannot be written. */
	static final class Broken {

		public String getText() {
			throw new IllegalStateException("no");
		}

	}

	/** Believes to be joined with other nodes, until it is given an event. */
	private static final class LostBackplane implements Backplane {

		@Override
		public boolean isAlone() {
			return false;
		}

		@Override
		public boolean take(String room, EncodedEvent event) {
			return false;
		}

		@Override
		public boolean takeForUsers(EncodedEvent event) {
			return false;
		}

		@Override
		public void pace() {
			// nobody to wait for
		}

		@Override
		public void entered(String room, String user) {
			// nobody to tell
		}

		@Override
		public void left(String room, String user) {
			// nobody to tell
		}

		@Override
		public Set<String> members(String room) {
			return Set.of();
		}

	}

	/** A stay nobody asks about. */
	private static final class Guest implements Stay {

		@Override
		public boolean stands() {
			return true;
		}

		@Override
		public byte[] joined(Position position, Boolean recovered, boolean first) {
			return new WireJson().object("position", position.toString(), "recovered", recovered);
		}

		@Override
		public void left() {
			// nobody asks
		}

		@Override
		public void over(boolean last) {
			// nobody asks
		}

		@Override
		public long deadline() {
			return Long.MAX_VALUE;
		}

		@Override
		public boolean isByRule() {
			return true;
		}

	}

}
