package dev.realtime.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
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
 * not as a thread) until the earlier place is filled or given up. A commit that takes
 * very long loses its place, or the room would be silent for as long.
 * <p>
 * <b>Other nodes.</b> Where a {@link Backplane} joins nodes, an event that reaches its
 * place here goes to the backplane and is appended when it comes back: the order of the
 * backplane is that of every node, and gives the positions where it lasts (a
 * {@link SharedOrder}). While nothing comes back the node goes on alone.
 * <p>
 * <b>Pace.</b> Who publishes faster than the writers write waits for the writers, up to a
 * second, and never for a client that does not read. A client that rejoins many rooms at
 * once gets the next replay when its buffer has taken the last.
 */
public final class RoomBroker implements Publications {

	private static final Log logger = LogFactory.getLog(RoomBroker.class);

	private static final long MAX_PLACE_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** Threads that may wait at a time until a client has taken its last replay. */
	private static final int MAX_PATIENT = 16;

	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Rooms in which something waits for a place taken before it. */
	private final Set<LiveRoom> waiting = ConcurrentHashMap.newKeySet();

	private final Semaphore patience = new Semaphore(MAX_PATIENT);

	private final BrokerStatistics statistics = new BrokerStatistics();

	private final LiveRooms rooms;

	private final int maxEvent;

	private final EventJson json;

	private final WireJson wire;

	private final Connections connections;

	private final PublicationFailures failures;

	private final Tracing tracing;

	private final LongSupplier nanos;

	private final UserCopies copies;

	private volatile @Nullable Backplane backplane;

	RoomBroker(HistoryProperties limits, int maxEvent, EventJson json, WireJson wire, Connections connections,
			PublicationFailures failures, Tracing tracing) {
		this(limits, maxEvent, json, wire, connections, failures, tracing, System::nanoTime);
	}

	RoomBroker(HistoryProperties limits, int maxEvent, EventJson json, WireJson wire, Connections connections,
			PublicationFailures failures, Tracing tracing, LongSupplier nanos) {
		this.rooms = new LiveRooms(limits, wire, nanos);
		this.maxEvent = maxEvent;
		this.json = json;
		this.wire = wire;
		this.connections = connections;
		this.failures = failures;
		this.tracing = tracing;
		this.nanos = nanos;
		this.copies = new UserCopies(connections, json, this.statistics);
	}

	// publishing

	@Override
	public Reservation reserve(Set<String> rooms) {
		Places places = new Places(new LinkedHashMap<>());
		try {
			rooms.forEach(places::take);
		}
		catch (Throwable ex) {
			places.release();
			throw ex;
		}
		return places;
	}

	/** Places taken in some rooms, to be filled once. */
	private final class Places implements Reservation {

		private final Map<LiveRoom, LiveRoom.Place> places;

		Places(Map<LiveRoom, LiveRoom.Place> places) {
			this.places = places;
		}

		void take(String name) {
			LiveRoom room = RoomBroker.this.rooms.lock(name);
			try {
				LiveRoom.Place place = new LiveRoom.Place(RoomBroker.this.nanos.getAsLong());
				this.places.put(room, place);
				room.places.add(place);
			}
			finally {
				room.order.unlock();
			}
		}

		@Override
		public void publish(List<TracedEvent> events) {
			List<Telling> tellings = new ArrayList<>(events.size());
			Connection neglected = null;
			try {
				for (TracedEvent event : events) {
					Telling telling = leave(event);
					if (telling != null) {
						tellings.add(telling);
					}
				}
			}
			finally {
				// whatever happens: a place that stays empty would silence its room
				for (Map.Entry<LiveRoom, LiveRoom.Place> entry : this.places.entrySet()) {
					Connection slowest = fill(entry.getKey(), entry.getValue(), tellings);
					neglected = (slowest != null) ? slowest : neglected;
				}
			}
			for (Telling telling : tellings) {
				if (telling.event().rooms().isEmpty()) {
					tellUsers(telling);
					telling.fanOut().end();
				}
			}
			RoomBroker.this.rooms.makeRoom();
			Backplane backplane = RoomBroker.this.backplane;
			if (backplane != null) {
				backplane.pace();
			}
			await(neglected);
		}

	}

	private @Nullable Telling leave(TracedEvent event) {
		long since = this.nanos.getAsLong();
		EncodedEvent encoded = encode(event.event(), event.trace());
		if (encoded == null) {
			return null;
		}
		// with other nodes it fans out when it comes back
		Backplane backplane = this.backplane;
		boolean here = backplane == null || backplane.isAlone();
		return Telling.of(encoded, since, here ? this.tracing.fanOut(encoded) : Tracing.FanOut.UNTRACED);
	}

	private @Nullable EncodedEvent encode(RealtimeEvent event, @Nullable Trace trace) {
		try {
			EncodedEvent encoded = this.json.encode(event, trace);
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

	private @Nullable Connection fill(LiveRoom reserved, LiveRoom.Place place, List<Telling> tellings) {
		List<Telling> here = tellings.stream()
			.filter((telling) -> telling.event().rooms().contains(reserved.name))
			.toList();
		List<Telling> told = new ArrayList<>(here.size());
		Connection neglected;
		// not the reserved one if it was forgotten since the place was given up
		LiveRoom room = this.rooms.lock(reserved.name);
		try {
			place.tellings = here;
			if (place.givenUp) {
				// late is better than never
				room.places.addFirst(place);
			}
			neglected = advance(room, told);
			this.rooms.forgetIfUnused(room);
		}
		finally {
			room.order.unlock();
		}
		tellUsersOf(told);
		return neglected;
	}

	private void tellUsersOf(List<Telling> told) {
		for (Telling telling : told) {
			if (telling.left().decrementAndGet() == 0) {
				if (telling.reached() != null) {
					tellUsers(telling);
				}
				endFanOut(telling);
			}
		}
	}

	private void endFanOut(Telling telling) {
		boolean missed = telling.kept().get() && telling.fanOut() == Tracing.FanOut.UNTRACED;
		// the other nodes got lost after it had left
		(missed ? this.tracing.fanOut(telling.event()) : telling.fanOut()).end();
	}

	/** Tells what stands at the places that are filled, up to the first that is not. */
	private @Nullable Connection advance(LiveRoom room, List<Telling> told) {
		Connection neglected = null;
		LiveRoom.Place next = room.places.peek();
		while (next != null && next.tellings != null) {
			room.places.remove();
			for (Telling telling : next.tellings) {
				told.add(telling);
				Connection slowest = append(room, telling);
				neglected = (slowest != null) ? slowest : neglected;
			}
			next = room.places.peek();
		}
		if (next != null && room.places.size() > 1) {
			this.waiting.add(room);
		}
		else {
			this.waiting.remove(room);
		}
		return neglected;
	}

	private @Nullable Connection append(LiveRoom room, Telling telling) {
		Backplane backplane = this.backplane;
		if (backplane == null) {
			return append(room, telling, this.nanos.getAsLong(), room.history.position().offset() + 1, true);
		}
		if (backplane.take(room.name, telling.event())) {
			return null;
		}
		telling.kept().set(true);
		return appendAlone(room, telling.event());
	}

	private @Nullable Connection appendAlone(LiveRoom room, EncodedEvent event) {
		this.rooms.beginAlone(room);
		long now = this.nanos.getAsLong();
		return append(room, this.copies.coming(event, now), now, room.history.position().offset() + 1, true);
	}

	private @Nullable Connection append(LiveRoom room, Telling telling, long nanos, long offset, boolean live) {
		EncodedEvent event = telling.event();
		this.rooms.touch(room);
		if (event.name().equals(RealtimeEvent.RESYNC)) {
			this.rooms.restart(room, offset);
			return null;
		}
		Publication publication = this.rooms.append(room, event, this.json.forRoom(event, room.name), nanos, offset);
		MessageFrames frames = new MessageFrames(publication, Destinations.ROOMS + room.name, telling.since());
		Connection neglected = null;
		List<RoomSubscription> members = live ? room.members() : List.of();
		for (int i = 0; i < members.size(); i++) {
			RoomSubscription member = members.get(i);
			Connection connection = member.connection();
			if (connection.queue(frames.frame(member.escapedId(), connection.version()))) {
				neglected = connection;
			}
			if (telling.reached() != null) {
				telling.reached().add(connection);
			}
		}
		this.connections.write();
		this.statistics.delivered(members.size());
		return neglected;
	}

	private void tellUsers(Telling telling) {
		Backplane backplane = this.backplane;
		EncodedEvent event = telling.event();
		if (backplane == null) {
			this.copies.deliver(telling);
		}
		else if (!event.users().isEmpty() && !backplane.takeForUsers(event)) {
			this.copies.deliver(event);
		}
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
		LiveRoom room = this.rooms.find(name);
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
		LiveRoom room = this.rooms.lock(name);
		try {
			action.run();
			this.rooms.forgetIfUnused(room);
		}
		finally {
			room.order.unlock();
		}
	}

	// joined with other nodes

	/**
	 * Hands what is published here to other nodes too, from now on.
	 * @param backplane what joins the nodes
	 */
	public void use(Backplane backplane) {
		this.backplane = backplane;
	}

	/**
	 * Delivers an event that the backplane took over, here or on another node. One call
	 * at a time.
	 * @param name the room's name
	 * @param event the event
	 * @param nanos when it was published, by {@link System#nanoTime()}
	 * @param offset its place in the shared order; without one it counts for nothing
	 * @param live whether members are told, and not only the history
	 */
	public void deliver(String name, EncodedEvent event, long nanos, long offset, boolean live) {
		Connection neglected;
		Tracing.FanOut fanOut = live ? this.tracing.fanOut(event) : Tracing.FanOut.UNTRACED;
		LiveRoom room = this.rooms.lock(name);
		try {
			boolean shared = !room.alone && room.numbering instanceof SharedOrder;
			neglected = append(room, this.copies.coming(event, nanos), nanos,
					shared ? offset : room.history.position().offset() + 1, live);
		}
		finally {
			room.order.unlock();
			fanOut.end();
		}
		this.rooms.makeRoom();
		await(neglected);
	}

	/**
	 * Delivers an event here that the backplane took over and could not pass on in time.
	 * @param name the room's name
	 * @param event the event
	 */
	public void deliverAlone(String name, EncodedEvent event) {
		Tracing.FanOut fanOut = this.tracing.fanOut(event);
		Connection neglected;
		LiveRoom room = this.rooms.lock(name);
		try {
			neglected = appendAlone(room, event);
		}
		finally {
			room.order.unlock();
			fanOut.end();
		}
		this.rooms.makeRoom();
		// all that waited comes at once: clients that read must not look slow
		await(neglected);
	}

	/**
	 * Tells this node's connections of the users an event goes to, but those that got it
	 * in a room.
	 * @param event an event that was delivered to its rooms
	 */
	public void deliverToUsers(EncodedEvent event) {
		this.copies.deliver(event);
	}

	/**
	 * Ends it that events are delivered here at once: rooms where that happened return to
	 * the shared order, and their clients fetch again.
	 */
	public void endAlone() {
		for (String name : this.rooms.alone()) {
			resync(name);
		}
	}

	/**
	 * Tells the clients of a room on this node to fetch again.
	 * @param name the room's name
	 */
	public void resync(String name) {
		LiveRoom room = this.rooms.lock(name);
		try {
			this.rooms.endAlone(room);
			this.rooms.restart(room, 0);
		}
		finally {
			room.order.unlock();
		}
	}

	/** Tells the clients of all rooms on this node to fetch again. */
	public void resyncAll() {
		this.rooms.names().forEach(this::resync);
	}

	/**
	 * Tells all clients on this node to fetch again; rooms without any stay as they are.
	 */
	public void resyncMembers() {
		this.rooms.names().stream().filter((name) -> !members(name).isEmpty()).forEach(this::resync);
	}

	/**
	 * Numbers publications by an order that all nodes share. All rooms begin anew.
	 * @param epoch its name
	 * @param from everything after this offset will be delivered
	 */
	public void share(String epoch, long from) {
		this.rooms.number(new SharedOrder(epoch, from));
	}

	/** Numbers publications by this node's own order. All rooms begin anew. */
	public void startOver() {
		this.rooms.number(new Epochs());
	}

	/**
	 * Everything in the shared order up to there has been delivered.
	 * @param head the offset
	 */
	public void advance(long head) {
		if (this.rooms.numbering() instanceof SharedOrder shared) {
			shared.advance(head);
		}
	}

	/**
	 * Finds rooms whose clients have to fetch again. In a room of which nothing is known
	 * nobody recovers from before.
	 * @param names which names
	 * @return those that are known, to be told
	 */
	List<String> outdate(Predicate<String> names) {
		return this.rooms.outdate(names);
	}

	// joining and leaving

	/** What became of a join. */
	public enum Entry {

		/** The client is in. */
		IN,

		/** Its connection closed meanwhile. */
		CLOSED,

		/** Rights changed meanwhile: it must be decided again. */
		OUTDATED

	}

	/**
	 * Lets a client in.
	 * @param connection the client's connection
	 * @param id the subscription id it chose
	 * @param name the room's name
	 * @param stay who admitted it
	 * @param position where the client was, as it says; {@code null} if it says nothing
	 * @param receipt what is confirmed once it is in
	 * @return whether it is in
	 */
	public Entry join(Connection connection, String id, String name, Stay stay, @Nullable String position,
			@Nullable String receipt) {
		RoomSubscription member = new RoomSubscription(this, connection, id, name, stay);
		Position asked = (position != null) ? Position.parse(position) : null;
		if (asked != null && this.rooms.numbering() instanceof SharedOrder shared) {
			shared.await(asked, name);
		}
		long replay;
		LiveRoom room = this.rooms.lock(name);
		try {
			List<Publication> missed = (asked != null) ? this.rooms.since(room, asked) : null;
			replay = size(missed);
			if (replay <= this.maxEvent - connection.backlog()) {
				return enter(room, member, position, missed, receipt);
			}
			this.rooms.forgetIfUnused(room);
		}
		finally {
			room.order.unlock();
		}
		awaitBacklog(connection, replay);
		room = this.rooms.lock(name);
		try {
			List<Publication> missed = (asked != null) ? this.rooms.since(room, asked) : null;
			// a replay that the connection's buffer cannot hold would close it, again and
			// again
			boolean fits = size(missed) <= this.maxEvent - connection.backlog();
			return enter(room, member, position, fits ? missed : null, receipt);
		}
		finally {
			room.order.unlock();
		}
	}

	private Entry enter(LiveRoom room, RoomSubscription member, @Nullable String position,
			@Nullable List<Publication> missed, @Nullable String receipt) {
		Connection connection = member.connection();
		if (!connection.add(member)) {
			this.rooms.forgetIfUnused(room);
			return Entry.CLOSED;
		}
		// only now: whoever takes the right away from here on finds the member
		if (!member.stay().stands()) {
			connection.remove(member);
			this.rooms.forgetIfUnused(room);
			return Entry.OUTDATED;
		}
		room.add(member);
		Backplane backplane = this.backplane;
		if (backplane != null) {
			backplane.entered(room.name, connection.user().name());
		}
		Boolean recovered = (position != null) ? missed != null : null;
		member.send(Events.JOIN_SUCCESS,
				member.stay().joined(LiveRooms.position(room), recovered, room.members().size() == 1));
		connection.confirm(receipt);
		if (missed != null) {
			for (Publication publication : missed) {
				connection.send(new MessageFrames(publication, Destinations.ROOMS + room.name).frame(member.escapedId(),
						connection.version()));
			}
		}
		this.statistics.joined(recovered);
		return Entry.IN;
	}

	private static long size(@Nullable List<Publication> missed) {
		return (missed != null) ? missed.stream().mapToLong(Publication::size).sum() : 0;
	}

	/** Lets a client take what it was sent before it is sent as much again. */
	private void awaitBacklog(Connection connection, long replay) {
		if (replay > this.maxEvent || !this.patience.tryAcquire()) {
			return;
		}
		try {
			long end = System.nanoTime() + MAX_WAIT_NANOS;
			while (replay > this.maxEvent - connection.backlog() && !connection.isClosed()
					&& System.nanoTime() - end < 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
		}
		finally {
			this.patience.release();
		}
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
		LiveRoom room = this.rooms.lock(member.room());
		boolean removed;
		boolean last;
		try {
			removed = room.remove(member);
			last = room.members().isEmpty();
			if (removed) {
				if (refusal != null) {
					member.send(Events.LEAVE, this.wire.refusal(member.room(), refusal));
				}
				room.lastUsed = this.nanos.getAsLong();
				this.statistics.left();
				member.stay().left();
				Backplane backplane = this.backplane;
				if (backplane != null) {
					backplane.left(member.room(), member.connection().user().name());
				}
			}
			this.rooms.forgetIfUnused(room);
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
		LiveRoom room = this.rooms.find(name);
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
	 * The users in a room, on all nodes.
	 * @param name the room's name
	 * @return their names, each once, in the order of their coming
	 */
	public Set<String> users(String name) {
		Set<String> users = new LinkedHashSet<>();
		members(name).forEach((member) -> users.add(member.connection().user().name()));
		Backplane backplane = this.backplane;
		if (backplane != null) {
			users.addAll(backplane.members(name));
		}
		return users;
	}

	/**
	 * Where a room stands. Read before the data it goes with, it leaves no gap.
	 * @param name the room's name
	 * @return what a client sends to recover from here
	 */
	public String position(String name) {
		return this.rooms.position(name).toString();
	}

	// housekeeping

	/** Called once a second. */
	void tick() {
		this.rooms.tick();
		long now = this.nanos.getAsLong();
		for (LiveRoom room : this.waiting) {
			goOnWithout(room, now);
		}
	}

	/** Gives up the places of transactions that do not come to an end. */
	private void goOnWithout(LiveRoom room, long now) {
		List<Telling> told = new ArrayList<>();
		room.order.lock();
		try {
			LiveRoom.Place head = room.places.peek();
			while (head != null && head.tellings == null && now - head.since > MAX_PLACE_NANOS) {
				logger.warn("A commit takes more than " + TimeUnit.NANOSECONDS.toSeconds(MAX_PLACE_NANOS)
						+ " seconds. Room " + room.name + " goes on; its events will be told when it is done");
				head.givenUp = true;
				room.places.remove();
				advance(room, told);
				head = room.places.peek();
			}
		}
		finally {
			room.order.unlock();
		}
		tellUsersOf(told);
	}

	/**
	 * The rooms with the most members, and of equal ones those where most was told.
	 * @param count how many
	 * @return the largest first
	 */
	List<RoomSize> largest(int count) {
		return this.rooms.largest(count);
	}

	/**
	 * How a room is.
	 * @param name the room's name
	 * @return {@code null} if nobody is in it and nothing is kept of it
	 */
	public @Nullable RoomState state(String name) {
		LiveRoom room = this.rooms.find(name);
		if (room == null) {
			return null;
		}
		List<String> users = users(name).stream().limit(RoomState.MAX_USERS).toList();
		room.order.lock();
		try {
			long now = this.nanos.getAsLong();
			List<RoomState.Recent> recent = room.history.newest(RoomState.MAX_RECENT)
				.stream()
				.map((publication) -> new RoomState.Recent(publication.event(), publication.id(),
						publication.position().toString(), publication.body().length,
						TimeUnit.NANOSECONDS.toMillis(now - publication.nanos())))
				.toList();
			return new RoomState(name, room.size(), users, room.published, room.history.position().toString(),
					room.history.count(), room.history.size(), recent);
		}
		finally {
			room.order.unlock();
		}
	}

	/** Whether other nodes share these rooms. */
	boolean isRelayed() {
		return this.backplane != null;
	}

	public BrokerStatistics statistics() {
		return this.statistics;
	}

	public int roomCount() {
		return this.rooms.count();
	}

	/**
	 * Memory of all histories and rooms.
	 * @return bytes, by estimate
	 */
	public long memory() {
		return this.rooms.memory();
	}

}
