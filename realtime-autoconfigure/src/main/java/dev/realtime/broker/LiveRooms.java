package dev.realtime.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;
import dev.realtime.history.Publication;
import dev.realtime.protocol.Events;
import dev.realtime.protocol.WireJson;

/**
 * The rooms that are known on this node, where each of them stands, and what they may
 * take of the memory.
 * <p>
 * A history is bounded by number and age, all of them by memory: when they take too much,
 * the rooms that were silent longest lose theirs, and those that nobody is in are
 * forgotten; their {@link Numbering} sees to it that nobody takes a later history for the
 * forgotten one.
 * <p>
 * Thread-safe. What takes a {@link LiveRoom} is called in its order.
 */
final class LiveRooms {

	/** Heap a room takes beside its history, in bytes, by estimate. */
	private static final int ROOM_SIZE = 400;

	private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final long EXPIRE_EVERY = 10;

	private final Map<String, LiveRoom> rooms = new ConcurrentHashMap<>();

	/** Rooms whose members do not know yet that nothing more came. */
	private final Set<LiveRoom> unsettled = ConcurrentHashMap.newKeySet();

	/** Numbers what is published where this node is alone. */
	private final Epochs own = new Epochs();

	private final Set<String> alone = ConcurrentHashMap.newKeySet();

	private final AtomicLong memory = new AtomicLong();

	private final HistoryProperties limits;

	private final WireJson wire;

	private final LongSupplier nanos;

	/** Memory above which histories are given up. */
	private volatile long tooMuch;

	private volatile Numbering numbering = this.own;

	private long seconds;

	LiveRooms(HistoryProperties limits, WireJson wire, LongSupplier nanos) {
		this.limits = limits;
		this.wire = wire;
		this.nanos = nanos;
		this.tooMuch = limits.maxMemory().toBytes();
	}

	// the table

	/**
	 * Takes a room's order; the room is made if it is not known.
	 * @param name the room's name
	 * @return the room, whose order the caller has to give back
	 */
	LiveRoom lock(String name) {
		while (true) {
			LiveRoom room = this.rooms.computeIfAbsent(name, this::open);
			room.order.lock();
			if (!room.forgotten) {
				adopt(room);
				return room;
			}
			room.order.unlock();
		}
	}

	/** The room, if it is known. Its order is not taken. */
	@Nullable LiveRoom find(String name) {
		return this.rooms.get(name);
	}

	List<String> names() {
		return List.copyOf(this.rooms.keySet());
	}

	/** Brings a room to the current numbering. */
	private void adopt(LiveRoom room) {
		if (room.numbering != this.numbering) {
			room.numbering = this.numbering;
			endAlone(room);
			restart(room, 0);
		}
	}

	private LiveRoom open(String name) {
		this.memory.addAndGet(ROOM_SIZE);
		Numbering numbering = this.numbering;
		return new LiveRoom(name, numbering, numbering.open(this.limits, name), this.nanos.getAsLong());
	}

	/** A room where nothing ever happened needs no memory. */
	void forgetIfUnused(LiveRoom room) {
		if (room.isIdle() && room.history.isUntouched()
				&& room.history.position().epoch().equals(this.numbering.unused(room.name).epoch())) {
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

	// what was published, and where a room stands

	/** Notes that something is published in a room. */
	void touch(LiveRoom room) {
		room.lastPublished = this.nanos.getAsLong();
		room.lastUsed = room.lastPublished;
		room.published = room.published + 1;
		if (!room.unsettled) {
			room.unsettled = true;
			this.unsettled.add(room);
		}
	}

	/**
	 * Appends to a room's history.
	 * @param room the room
	 * @param event what is published
	 * @param body its JSON for this room
	 * @param since when it was published, by {@link System#nanoTime()}
	 * @param offset its offset
	 * @return the publication
	 */
	Publication append(LiveRoom room, EncodedEvent event, byte[] body, long since, long offset) {
		long before = room.history.size();
		Publication publication = room.history.append(event.name(), event.id(), body, since, offset);
		this.memory.addAndGet(room.history.size() - before);
		return publication;
	}

	/**
	 * What was published after a position.
	 * @param room the room
	 * @param position where a client was
	 * @return all of it, or {@code null} if that is not known
	 */
	@Nullable List<Publication> since(LiveRoom room, Position position) {
		long before = room.history.size();
		List<Publication> missed = room.history.since(position, this.nanos.getAsLong(), known(room));
		this.memory.addAndGet(room.history.size() - before);
		return missed;
	}

	/**
	 * Begins a room's history anew and tells its members to fetch again.
	 * @param room the room
	 * @param offset where the shared order is now, if it is known
	 */
	void restart(LiveRoom room, long offset) {
		this.memory.addAndGet(-room.history.size());
		Numbering numbering = room.alone ? this.own : room.numbering;
		numbering.restart(room.history, room.name, offset);
		tell(room, Events.RESYNC);
	}

	/**
	 * Finds rooms whose clients have to fetch again. Rooms of which nothing is known may
	 * be among them, so nobody recovers there from before.
	 * @param names which names
	 * @return those that are known, to be told
	 */
	List<String> outdate(Predicate<String> names) {
		this.numbering.forgetUnused();
		return names().stream().filter(names).toList();
	}

	/** Tells members where their room stands. */
	private void tell(LiveRoom room, String event) {
		byte[] body = this.wire.object("name", room.name, "position", room.history.position().toString());
		room.members().forEach((member) -> member.send(event, body));
	}

	/**
	 * Where a room stands.
	 * @param name the room's name
	 * @return its position; that of an unused room if it is not known
	 */
	Position position(String name) {
		if (!this.rooms.containsKey(name)) {
			return this.numbering.unused(name);
		}
		LiveRoom room = lock(name);
		try {
			Position position = position(room);
			forgetIfUnused(room);
			return position;
		}
		finally {
			room.order.unlock();
		}
	}

	static Position position(LiveRoom room) {
		// who enters before the room settles will be told where it settled
		return room.unsettled ? room.history.position() : new Position(room.history.position().epoch(), known(room));
	}

	private static long known(LiveRoom room) {
		long offset = room.history.position().offset();
		return room.alone ? offset : room.numbering.known(offset);
	}

	// numbering

	/** What numbers publications, but in rooms where this node is alone. */
	Numbering numbering() {
		return this.numbering;
	}

	/** Numbers publications in another way. All rooms begin anew. */
	void number(Numbering numbering) {
		this.numbering = numbering;
		for (String name : names()) {
			LiveRoom room = lock(name);
			forgetIfUnused(room);
			room.order.unlock();
		}
	}

	/** Goes on in a room by this node's own numbers, since others cannot be reached. */
	void beginAlone(LiveRoom room) {
		if (!room.alone) {
			room.alone = true;
			this.alone.add(room.name);
			this.memory.addAndGet(-room.history.size());
			this.own.restart(room.history, room.name, 0);
		}
	}

	/** Goes on in a room by the numbers that others share. */
	void endAlone(LiveRoom room) {
		room.alone = false;
		this.alone.remove(room.name);
	}

	/** The rooms where this node goes on alone. */
	List<String> alone() {
		return List.copyOf(this.alone);
	}

	// bounds

	/** Frees a tenth of the memory of histories when all of it is used. */
	void makeRoom() {
		if (this.memory.get() <= this.tooMuch) {
			return;
		}
		synchronized (this.unsettled) {
			if (this.memory.get() <= this.tooMuch) {
				return;
			}
			long max = this.limits.maxMemory().toBytes();
			record Candidate(LiveRoom room, long lastUsed) {
			}
			List<Candidate> silentFirst = new ArrayList<>();
			long now = this.nanos.getAsLong();
			this.rooms.values().forEach((room) -> silentFirst.add(new Candidate(room, room.lastUsed)));
			silentFirst.sort((a, b) -> Long.compare(now - b.lastUsed(), now - a.lastUsed()));
			for (Candidate candidate : silentFirst) {
				if (this.memory.get() <= max - max / 10) {
					break;
				}
				giveUp(candidate.room());
			}
			// rooms in use may take it all: looking for more with every event frees
			// nothing
			this.tooMuch = Math.max(max, this.memory.get() + max / 10);
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
				room.numbering.forget(room.name, room.history.position().offset());
				this.alone.remove(room.name);
				forget(room);
			}
		}
		finally {
			room.order.unlock();
		}
	}

	/** Called once a second. */
	void tick() {
		long now = this.nanos.getAsLong();
		for (LiveRoom room : this.unsettled) {
			if (now - room.lastPublished >= SETTLE_NANOS) {
				settle(room, now);
			}
		}
		if (++this.seconds % EXPIRE_EVERY == 0) {
			this.rooms.values().forEach((room) -> expire(room, now));
		}
	}

	/** Tells who did not miss anything that this is so, and who did that it is not. */
	private void settle(LiveRoom room, long now) {
		room.order.lock();
		try {
			if (now - room.lastPublished >= SETTLE_NANOS) {
				this.unsettled.remove(room);
				room.unsettled = false;
				tell(room, Events.POSITION);
			}
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

	// what is known of them

	/**
	 * The rooms with the most members, and of equal ones those where most was told. Takes
	 * no room's order: whoever asks every second costs nobody anything.
	 * @param count how many
	 * @return the largest first
	 */
	List<RoomSize> largest(int count) {
		return this.rooms.values()
			.stream()
			.map((room) -> new RoomSize(room.name, room.size(), room.published))
			.sorted(Comparator.comparingInt(RoomSize::members).thenComparingLong(RoomSize::publications).reversed())
			.limit(count)
			.toList();
	}

	int count() {
		return this.rooms.size();
	}

	/** Memory of all histories and rooms, in bytes, by estimate. */
	long memory() {
		return this.memory.get();
	}

}
