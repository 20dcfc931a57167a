package dev.realtime;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.JsonNode;

/**
 * What all clients got, compared with what was committed. In every room the committed
 * entries are numbered without a gap by the database itself. In one life of the server a
 * room's offsets must be exactly those numbers, counted from where that life began.
 */
final class Ledger {

	final AtomicLong deliveries = new AtomicLong();

	final AtomicLong recovered = new AtomicLong();

	final AtomicLong fetchedAgain = new AtomicLong();

	final AtomicLong revoked = new AtomicLong();

	/** What was wrong, as {@code kind: what}. */
	final Queue<String> faults = new ConcurrentLinkedQueue<>();

	/** By room: who was evicted with which entry, and when that began. */
	private final Map<String, Eviction> evictions = new ConcurrentHashMap<>();

	/** By room and epoch: the number of the last entry before it. */
	private final Map<String, Long> bases = new ConcurrentHashMap<>();

	/** Numbers at the start of each life of the server, by room. */
	private volatile Map<String, Long> start = Map.of();

	record Eviction(String user, long began) {

	}

	void serverStarts(Map<String, Long> numbers) {
		this.start = Map.copyOf(numbers);
	}

	void evicts(String room, long number, String user, long began) {
		this.evictions.put(room + " " + number, new Eviction(user, began));
	}

	void fault(String kind, String what) {
		this.faults.add(kind + ": " + what);
	}

	/** A client got an entry. */
	void entry(String user, String room, String epoch, long offset, JsonNode data, long admitted) {
		this.deliveries.incrementAndGet();
		long number = data.get("n").asLong();
		String where = user + " in " + room + " at " + epoch + ":" + offset + " number " + number;
		if (data.get("phantom").asBoolean()) {
			fault("phantom", where);
			return;
		}
		long base = this.bases.computeIfAbsent(room + " " + epoch, (key) -> this.start.getOrDefault(room, -1L));
		if (number - offset != base) {
			fault("out of order", where + ", but this life of the room began at " + base);
		}
		Eviction eviction = this.evictions.get(room + " " + number);
		if (eviction != null && eviction.user().equals(user) && admitted - eviction.began() < 0) {
			fault("leak", where);
		}
	}

	/** Whether a room's place is that of its last committed entry. */
	void end(String room, String epoch, long offset, long committed) {
		long base = this.start.getOrDefault(room, -1L);
		if (base + offset != committed) {
			fault("missing", "room " + room + " stands at " + epoch + ":" + offset + ", which is number "
					+ (base + offset) + " of " + committed);
		}
	}

	String report() {
		return "deliveries " + this.deliveries + ", recoveries " + this.recovered + ", fetched again "
				+ this.fetchedAgain + ", evictions felt " + this.revoked + "; missing " + count("missing")
				+ ", duplicate " + count("duplicate") + ", out of order " + count("out of order") + ", phantom "
				+ count("phantom") + ", leak " + count("leak") + ", other " + count("other");
	}

	private long count(String kind) {
		return List.copyOf(this.faults).stream().filter((fault) -> fault.startsWith(kind)).count();
	}

}
