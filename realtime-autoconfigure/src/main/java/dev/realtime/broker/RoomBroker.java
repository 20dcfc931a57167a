package dev.realtime.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
import dev.realtime.connection.Subscription;
import dev.realtime.history.History;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;
import dev.realtime.history.Publication;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Events;
import dev.realtime.protocol.MessageFrames;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.WireJson;

/**
 * The rooms of this node.
 * <p>
 * <b>One order.</b> Each room has a lock, its order. Under it an event gets its position,
 * enters the history and is put in line for every member; under it a client joins and
 * reads what it missed. So everyone sees the same order, and between replay and live
 * stream there is neither gap nor duplicate. Nothing under it blocks: putting in line is
 * all that happens there, {@linkplain dev.realtime.connection.Writers others} write.
 * <p>
 * <b>Places.</b> Two transactions that commit one after the other may reach this class
 * the other way round. A transaction therefore takes its place in each of its rooms
 * before it commits. Whoever could see its commit took a place later, and waits (as data,
 * not as a thread) until the earlier place is filled or given up.
 * <p>
 * <b>Bounds.</b> A history is bounded by number and age, all of them by memory: when they
 * take too much, the rooms that were silent longest lose theirs, and those that nobody is
 * in are forgotten; {@link Epochs} sees to it that nobody takes a later history for the
 * forgotten one.
 * <p>
 * <b>Pace.</b> Who publishes faster than the writers write waits for the writers, up to a
 * second, and never for a client that does not read.
 */
public final class RoomBroker implements Publications {

	/** Heap a room takes beside its history, in bytes, by estimate. */
	private static final int ROOM_SIZE = 400;

	private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final long EXPIRE_EVERY = 10;

	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Map<String, LiveRoom> rooms = new ConcurrentHashMap<>();

	private final Set<LiveRoom> unsettled = ConcurrentHashMap.newKeySet();

	private final Epochs epochs = new Epochs();

	private final AtomicLong memory = new AtomicLong();

	private final BrokerStatistics statistics = new BrokerStatistics();

	private final HistoryProperties limits;

	private final int maxEvent;

	private final EventJson json;

	private final WireJson wire;

	private final Connections connections;

	private final PublicationFailures failures;

	private long seconds;

	RoomBroker(HistoryProperties limits, int maxEvent, EventJson json, WireJson wire, Connections connections,
			PublicationFailures failures) {
		this.limits = limits;
		this.maxEvent = maxEvent;
		this.json = json;
		this.wire = wire;
		this.connections = connections;
		this.failures = failures;
	}

	// publishing

	@Override
	public Reservation reserve(Set<String> rooms) {
		Map<LiveRoom, LiveRoom.Place> places = new LinkedHashMap<>();
		for (String name : rooms) {
			LiveRoom room = lock(name);
			try {
				LiveRoom.Place place = new LiveRoom.Place();
				room.places.add(place);
				places.put(room, place);
			}
			finally {
				room.order.unlock();
			}
		}
		return new Places(places);
	}

	/** Places taken in some rooms, to be filled once. */
	private final class Places implements Reservation {

		private final Map<LiveRoom, LiveRoom.Place> places;

		Places(Map<LiveRoom, LiveRoom.Place> places) {
			this.places = places;
		}

		@Override
		public void publish(List<RealtimeEvent> events) {
			List<EventJson.Encoded> encoded = new ArrayList<>(events.size());
			for (RealtimeEvent event : events) {
				EventJson.Encoded one = encode(event);
				if (one != null) {
					encoded.add(one);
				}
			}
			Connection neglected = null;
			for (Map.Entry<LiveRoom, LiveRoom.Place> entry : this.places.entrySet()) {
				LiveRoom room = entry.getKey();
				List<EventJson.Encoded> here = encoded.stream()
					.filter((event) -> event.event().rooms().contains(room.name))
					.toList();
				Connection slowest = fill(room, entry.getValue(), here);
				neglected = (slowest != null) ? slowest : neglected;
			}
			for (EventJson.Encoded event : encoded) {
				tellUsers(event);
			}
			makeRoom();
			await(neglected);
		}

	}

	private EventJson.@Nullable Encoded encode(RealtimeEvent event) {
		try {
			EventJson.Encoded encoded = this.json.encode(event);
			if (encoded.size() > this.maxEvent) {
				throw new IllegalArgumentException("It takes " + encoded.size()
						+ " bytes, more than realtime.connection.send-buffer (" + this.maxEvent + ") can hold");
			}
			this.statistics.published(event);
			return encoded;
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			this.failures.report(event, ex,
					"A " + event.name() + " event of type " + event.type() + " cannot be written as JSON for clients. "
							+ "Give the annotation a 'resource' expression that yields what clients should get");
			return null;
		}
	}

	private @Nullable Connection fill(LiveRoom room, LiveRoom.Place place, List<EventJson.Encoded> events) {
		Connection neglected = null;
		room.order.lock();
		try {
			place.events = events;
			LiveRoom.Place next = room.places.peek();
			while (next != null && next.events != null) {
				room.places.remove();
				for (EventJson.Encoded event : next.events) {
					Connection slowest = append(room, event);
					neglected = (slowest != null) ? slowest : neglected;
				}
				next = room.places.peek();
			}
			forgetIfUnused(room);
		}
		finally {
			room.order.unlock();
		}
		return neglected;
	}

	private @Nullable Connection append(LiveRoom room, EventJson.Encoded encoded) {
		RealtimeEvent event = encoded.event();
		room.lastPublished = System.nanoTime();
		room.lastUsed = room.lastPublished;
		if (event.name().equals(RealtimeEvent.RESYNC)) {
			restart(room);
			return null;
		}
		long before = room.history.size();
		Publication publication = room.history.append(event.name(), event.id(), this.json.forRoom(encoded, room.name),
				room.lastPublished);
		this.memory.addAndGet(room.history.size() - before);
		if (!room.unsettled) {
			room.unsettled = true;
			this.unsettled.add(room);
		}
		MessageFrames frames = new MessageFrames(publication, Destinations.ROOMS + room.name);
		Connection neglected = null;
		List<RoomSubscription> members = room.members();
		for (int i = 0; i < members.size(); i++) {
			RoomSubscription member = members.get(i);
			Connection connection = member.connection();
			if (connection.send(frames.frame(member.escapedId(), connection.version()))) {
				neglected = connection;
			}
		}
		this.statistics.delivered(members.size());
		return neglected;
	}

	private void restart(LiveRoom room) {
		this.memory.addAndGet(-room.history.size());
		room.history.restart(this.epochs.fresh(room.name));
		byte[] body = standing(room);
		room.members().forEach((member) -> member.send(Events.RESYNC, body));
	}

	private byte[] standing(LiveRoom room) {
		return this.wire.object("name", room.name, "position", room.history.position().toString());
	}

	private void tellUsers(EventJson.Encoded encoded) {
		RealtimeEvent event = encoded.event();
		for (String user : event.users()) {
			byte[] body = null;
			for (Connection connection : this.connections.of(user)) {
				if (event.rooms().isEmpty() || !isInOneOf(connection, event.rooms())) {
					body = (body != null) ? body : this.json.forUser(encoded, user);
					if (connection.tell(event.name(), event.id(), body)) {
						this.statistics.delivered(1);
					}
				}
			}
		}
	}

	private static boolean isInOneOf(Connection connection, Collection<String> rooms) {
		for (Subscription subscription : connection.subscriptions()) {
			if (subscription instanceof RoomSubscription stay && rooms.contains(stay.room())) {
				return true;
			}
		}
		return false;
	}

	/** Lets the writers catch up with who publishes. */
	private static void await(@Nullable Connection neglected) {
		if (neglected == null) {
			return;
		}
		long end = System.nanoTime() + MAX_WAIT_NANOS;
		while (neglected.isNeglected() && System.nanoTime() - end < 0) {
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
		}
	}

	/**
	 * Tells the members of a room something that has no position.
	 * @param name the room's name
	 * @param event the event's name
	 * @param body its JSON
	 * @param except who need not be told
	 */
	public void signal(String name, String event, byte[] body, @Nullable Connection except) {
		LiveRoom room = this.rooms.get(name);
		if (room == null) {
			return;
		}
		room.order.lock();
		try {
			for (RoomSubscription member : room.members()) {
				if (member.connection() != except) {
					member.send(event, body);
				}
			}
		}
		finally {
			room.order.unlock();
		}
	}

	/**
	 * Does something in the order of a room that is in use.
	 * @param name the room's name
	 * @param action what; it must not block, and not touch another room
	 */
	public void inOrder(String name, Runnable action) {
		LiveRoom room = lock(name);
		try {
			action.run();
			forgetIfUnused(room);
		}
		finally {
			room.order.unlock();
		}
	}

	// joining and leaving

	/**
	 * Lets a client in.
	 * @param connection the client's connection
	 * @param id the subscription id it chose
	 * @param name the room's name
	 * @param stay who admitted it
	 * @param position where the client was, as it says; {@code null} if it says nothing
	 * @param receipt what is confirmed once it is in
	 * @return whether it is in; {@code false} if its connection closed meanwhile
	 */
	public boolean join(Connection connection, String id, String name, Stay stay, @Nullable String position,
			@Nullable String receipt) {
		RoomSubscription member = new RoomSubscription(this, connection, id, name, stay);
		LiveRoom room = lock(name);
		try {
			if (!connection.add(member)) {
				forgetIfUnused(room);
				return false;
			}
			room.add(member);
			List<Publication> missed = missed(room, position);
			Boolean recovered = (position != null) ? missed != null : null;
			member.send(Events.JOIN_SUCCESS,
					stay.joined(room.history.position(), recovered, room.members().size() == 1));
			connection.confirm(receipt);
			if (missed != null) {
				for (Publication publication : missed) {
					connection.send(new MessageFrames(publication, Destinations.ROOMS + name).frame(member.escapedId(),
							connection.version()));
				}
			}
			this.statistics.joined(recovered);
			return true;
		}
		finally {
			room.order.unlock();
		}
	}

	private @Nullable List<Publication> missed(LiveRoom room, @Nullable String text) {
		Position position = (text != null) ? Position.parse(text) : null;
		if (position == null) {
			return null;
		}
		long before = room.history.size();
		List<Publication> missed = room.history.since(position, System.nanoTime());
		this.memory.addAndGet(room.history.size() - before);
		// a replay that the connection's buffer cannot hold would close it, again and
		// again
		boolean fits = missed != null && missed.stream().mapToLong(Publication::size).sum() <= this.maxEvent;
		return fits ? missed : null;
	}

	/** The client left, or is gone. */
	void leave(RoomSubscription member) {
		remove(member, null);
	}

	/**
	 * Ends a stay and tells the client why.
	 * @param member whose stay ends
	 * @param refusal why
	 */
	public void end(RoomSubscription member, Refusal refusal) {
		if (member.connection().remove(member)) {
			remove(member, refusal);
		}
	}

	private void remove(RoomSubscription member, @Nullable Refusal refusal) {
		LiveRoom room = lock(member.room());
		boolean removed;
		boolean last;
		try {
			removed = room.remove(member);
			last = room.members().isEmpty();
			if (removed) {
				if (refusal != null) {
					member.send(Events.LEAVE, this.wire.refusal(member.room(), refusal));
				}
				room.lastUsed = System.nanoTime();
				member.stay().left();
			}
			forgetIfUnused(room);
		}
		finally {
			room.order.unlock();
		}
		if (removed) {
			member.stay().over(last);
		}
	}

	/**
	 * The stays in a room.
	 * @param name the room's name
	 * @return a copy
	 */
	public List<RoomSubscription> members(String name) {
		LiveRoom room = this.rooms.get(name);
		if (room == null) {
			return List.of();
		}
		room.order.lock();
		try {
			return List.copyOf(room.members());
		}
		finally {
			room.order.unlock();
		}
	}

	/**
	 * The users in a room.
	 * @param name the room's name
	 * @return their names, each once, in the order of their coming
	 */
	public Set<String> users(String name) {
		Set<String> users = new LinkedHashSet<>();
		members(name).forEach((member) -> users.add(member.connection().user().name()));
		return users;
	}

	/**
	 * Where a room stands. Read before the data it goes with, it leaves no gap.
	 * @param name the room's name
	 * @return what a client sends to recover from here
	 */
	public String position(String name) {
		LiveRoom room = this.rooms.get(name);
		if (room == null) {
			return new Position(this.epochs.unused(name), 0).toString();
		}
		room.order.lock();
		try {
			if (!room.forgotten) {
				return room.history.position().toString();
			}
		}
		finally {
			room.order.unlock();
		}
		return position(name);
	}

	// housekeeping

	private LiveRoom lock(String name) {
		while (true) {
			LiveRoom room = this.rooms.computeIfAbsent(name, this::open);
			room.order.lock();
			if (!room.forgotten) {
				return room;
			}
			room.order.unlock();
		}
	}

	private LiveRoom open(String name) {
		this.memory.addAndGet(ROOM_SIZE);
		return new LiveRoom(name, new History(this.limits, this.epochs.unused(name)));
	}

	/** A room where nothing ever happened needs no memory. */
	private void forgetIfUnused(LiveRoom room) {
		if (room.isIdle() && room.history.position().offset() == 0
				&& room.history.position().epoch().equals(this.epochs.unused(room.name))) {
			forget(room);
		}
	}

	private void forget(LiveRoom room) {
		if (!room.forgotten) {
			room.forgotten = true;
			this.memory.addAndGet(-room.history.size() - ROOM_SIZE);
			this.unsettled.remove(room);
			this.rooms.remove(room.name, room);
		}
	}

	/** Frees a tenth of the memory of histories when all of it is used. */
	private void makeRoom() {
		long max = this.limits.maxMemory().toBytes();
		if (this.memory.get() <= max) {
			return;
		}
		synchronized (this.unsettled) {
			if (this.memory.get() <= max) {
				return;
			}
			record Candidate(LiveRoom room, long lastUsed) {
			}
			List<Candidate> silentFirst = new ArrayList<>();
			long now = System.nanoTime();
			this.rooms.values().forEach((room) -> silentFirst.add(new Candidate(room, room.lastUsed)));
			silentFirst.sort((a, b) -> Long.compare(now - b.lastUsed(), now - a.lastUsed()));
			for (Candidate candidate : silentFirst) {
				if (this.memory.get() <= max - max / 10) {
					return;
				}
				giveUp(candidate.room());
			}
		}
	}

	private void giveUp(LiveRoom room) {
		room.order.lock();
		try {
			if (room.forgotten) {
				return;
			}
			this.memory.addAndGet(-room.history.size());
			room.history.clear();
			if (room.isIdle()) {
				this.epochs.forget(room.name);
				forget(room);
			}
		}
		finally {
			room.order.unlock();
		}
	}

	/** Called once a second. */
	void tick() {
		long now = System.nanoTime();
		for (LiveRoom room : this.unsettled) {
			if (now - room.lastPublished >= SETTLE_NANOS) {
				settle(room);
			}
		}
		if (++this.seconds % EXPIRE_EVERY == 0) {
			this.rooms.values().forEach((room) -> expire(room, now));
		}
	}

	/** Tells who did not miss anything that this is so, and who did that it is not. */
	private void settle(LiveRoom room) {
		room.order.lock();
		try {
			this.unsettled.remove(room);
			room.unsettled = false;
			byte[] body = standing(room);
			room.members().forEach((member) -> member.send(Events.POSITION, body));
		}
		finally {
			room.order.unlock();
		}
	}

	private void expire(LiveRoom room, long now) {
		if (room.history.size() > 0 && room.order.tryLock()) {
			try {
				if (!room.forgotten) {
					long before = room.history.size();
					room.history.expire(now);
					this.memory.addAndGet(room.history.size() - before);
				}
			}
			finally {
				room.order.unlock();
			}
		}
	}

	public BrokerStatistics statistics() {
		return this.statistics;
	}

	public int roomCount() {
		return this.rooms.size();
	}

	/**
	 * Memory of all histories and rooms.
	 * @return bytes, by estimate
	 */
	public long memory() {
		return this.memory.get();
	}

}
