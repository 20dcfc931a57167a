package dev.realtime.broker;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

import dev.realtime.history.History;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;

/**
 * An order that all nodes share. Offsets grow over all rooms, so those of one room have
 * holes. This node knows everything from one offset on to its head, the newest it has
 * seen; a position in between is good even in a room of which nothing is known.
 * <p>
 * To remember where each forgotten room stood would cost what forgetting saved: rooms
 * fall into buckets, and from the rooms of a bucket nobody recovers from before its last
 * forgetting.
 */
final class SharedOrder implements Numbering {

	private static final int BUCKETS = 4096;

	/** More clients than these are not waited for at a time. */
	private static final int MAX_WAITING = 32;

	/** A node that has just started may be that much behind, on a busy machine. */
	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** No node is that much ahead of another. */
	private static final long MAX_AHEAD = 1L << 32;

	private final Semaphore waiting = new Semaphore(MAX_WAITING);

	private final AtomicLongArray forgotten = new AtomicLongArray(BUCKETS);

	private final String epoch;

	private final long from;

	private volatile long head;

	SharedOrder(String epoch, long from) {
		this.epoch = epoch;
		this.from = from;
		this.head = from;
	}

	/** Everything up to there has been delivered. */
	void advance(long head) {
		this.head = head;
	}

	@Override
	public History open(HistoryProperties limits, String room) {
		// the floor last: what is forgotten meanwhile must not be below it
		long head = this.head;
		return new History(limits, epoch(room), Math.max(floor(room), this.from), head);
	}

	@Override
	public Position unused(String room) {
		return new Position(epoch(room), this.head);
	}

	@Override
	public void restart(History history, String room, long offset) {
		history.restart(epoch(room), Math.max(this.head, offset));
	}

	@Override
	public void forget(String room, long offset) {
		this.forgotten.accumulateAndGet(bucket(hash(room)), Math.max(this.head, offset), Math::max);
	}

	@Override
	public void forgetUnused() {
		// also from where this order is now
		long next = this.head + 1;
		for (int i = 0; i < BUCKETS; i++) {
			this.forgotten.accumulateAndGet(i, next, Math::max);
		}
	}

	@Override
	public long known(long offset) {
		return Math.max(this.head, offset);
	}

	/**
	 * Waits a little for this node to get where a client has been on another one.
	 * @param position where the client says it was
	 * @param room the room's name
	 */
	void await(Position position, String room) {
		long ahead = position.offset() - this.head;
		if (ahead <= 0 || ahead > MAX_AHEAD || !position.epoch().equals(epoch(room)) || !this.waiting.tryAcquire()) {
			return;
		}
		try {
			long end = System.nanoTime() + MAX_WAIT_NANOS;
			while (this.head < position.offset() && System.nanoTime() - end < 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
			}
		}
		finally {
			this.waiting.release();
		}
	}

	private long floor(String room) {
		return this.forgotten.get(bucket(hash(room)));
	}

	private String epoch(String room) {
		return this.epoch + "-" + Long.toString(hash(room), Character.MAX_RADIX);
	}

	private static int bucket(long hash) {
		return (int) (hash % BUCKETS);
	}

	private static long hash(String room) {
		CRC32 crc = new CRC32();
		crc.update(room.getBytes(StandardCharsets.UTF_8));
		return crc.getValue();
	}

}
