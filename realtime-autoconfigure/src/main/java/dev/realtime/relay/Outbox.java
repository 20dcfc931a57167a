package dev.realtime.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What this node told the others and has not seen come back. A letter stays until it
 * does: after a broken link it is sent again under the same number, by which everyone
 * knows a second copy. Bounded by bytes; beyond them the rooms are remembered whose
 * events were lost.
 * <p>
 * Thread-safe, and never calls out: it is used under the order of a room.
 */
final class Outbox {

	/** More rooms than these are announced as all of them. */
	private static final int MAX_LOST_ROOMS = 1000;

	private static final int MAX_BATCH = 500;

	private static final long MAX_BATCH_BYTES = 64 * 1024;

	/** On the way at a time; what is more waits here and not in the socket's buffers. */
	private static final long MAX_FLYING_BYTES = 4 * 1024 * 1024;

	private final ArrayDeque<Entry> sent = new ArrayDeque<>();

	private final ArrayDeque<Entry> waiting = new ArrayDeque<>();

	private final Set<String> lostRooms = new LinkedHashSet<>();

	private final long capacity;

	private final LongSupplier nanos;

	private long numbers;

	private long bytes;

	private long flying;

	private int undelivered;

	private int deliveredAlone;

	private long lost;

	private boolean lostUnannounced;

	private boolean alone;

	/**
	 * Creates an empty one.
	 * @param capacity what may be in it, in bytes
	 * @param nanos the time, as {@link System#nanoTime()} tells it
	 */
	Outbox(long capacity, LongSupplier nanos) {
		this.capacity = capacity;
		this.nanos = nanos;
	}

	/** A letter on its way. */
	static final class Entry {

		final long number;

		final Letter letter;

		final long since;

		final long size;

		boolean delivered;

		Entry(long number, Letter letter, long since, long size) {
			this.number = number;
			this.letter = letter;
			this.since = since;
			this.size = size;
		}

	}

	/**
	 * Takes an event.
	 * @param event the event
	 * @return whether it will be delivered here when it comes back; else it has to be now
	 */
	synchronized boolean offer(Letter.Event event) {
		long size = 200 + event.event().size();
		if (this.bytes + size > this.capacity) {
			this.lost++;
			this.lostUnannounced = true;
			if (event.room() != null && this.lostRooms.size() <= MAX_LOST_ROOMS) {
				this.lostRooms.add(event.room());
			}
			// not before those that wait: its room will be told to fetch again
			return !this.alone;
		}
		add(event, size, this.alone);
		return !this.alone;
	}

	/** Takes what is done here already, and is too small to count. */
	synchronized void add(Letter letter) {
		add(letter, 300, true);
	}

	private void add(Letter letter, long size, boolean delivered) {
		Entry entry = new Entry(++this.numbers, letter, this.nanos.getAsLong(), size);
		entry.delivered = delivered;
		this.waiting.addLast(entry);
		this.bytes += size;
		this.undelivered += delivered ? 0 : 1;
		this.deliveredAlone += (delivered && letter instanceof Letter.Event) ? 1 : 0;
		notifyAll();
	}

	/**
	 * The next letters to send.
	 * @return possibly none
	 */
	synchronized List<Parcel.Numbered> batch() {
		List<Parcel.Numbered> batch = new ArrayList<>();
		long size = 0;
		Entry next = this.waiting.peekFirst();
		while (next != null && this.flying < MAX_FLYING_BYTES && batch.size() < MAX_BATCH
				&& (batch.isEmpty() || size + next.size <= MAX_BATCH_BYTES)) {
			this.sent.addLast(this.waiting.removeFirst());
			size += next.size;
			batch.add(new Parcel.Numbered(next.number, next.letter));
			next = this.waiting.peekFirst();
		}
		this.flying += size;
		return batch;
	}

	/** Nothing that was sent is known to have arrived. */
	synchronized void rewind() {
		while (!this.sent.isEmpty()) {
			this.waiting.addFirst(this.sent.removeLast());
		}
		this.flying = 0;
	}

	/**
	 * A letter came back.
	 * @param number its number
	 * @return {@code false} if it was delivered here before
	 */
	synchronized boolean returned(long number) {
		Entry entry = remove(this.sent, number);
		if (entry != null) {
			this.flying = Math.max(0, this.flying - entry.size);
		}
		else {
			// sent over a link that broke
			entry = remove(this.waiting, number);
		}
		if (entry == null) {
			return false;
		}
		this.bytes -= entry.size;
		this.undelivered -= entry.delivered ? 0 : 1;
		this.deliveredAlone -= (entry.delivered && entry.letter instanceof Letter.Event) ? 1 : 0;
		notifyAll();
		return !entry.delivered;
	}

	private static @Nullable Entry remove(ArrayDeque<Entry> entries, long number) {
		Iterator<Entry> oldestFirst = entries.iterator();
		while (oldestFirst.hasNext()) {
			Entry entry = oldestFirst.next();
			if (entry.number > number) {
				return null;
			}
			if (entry.number == number) {
				oldestFirst.remove();
				return entry;
			}
		}
		return null;
	}

	/**
	 * Whether something has waited too long to be delivered here.
	 * @param nanos how long is too long
	 */
	synchronized boolean isOverdue(long nanos) {
		return this.undelivered > 0 && (isOverdue(this.sent, nanos) || isOverdue(this.waiting, nanos));
	}

	private boolean isOverdue(ArrayDeque<Entry> entries, long nanos) {
		for (Entry entry : entries) {
			if (!entry.delivered) {
				return this.nanos.getAsLong() - entry.since > nanos;
			}
		}
		return false;
	}

	/**
	 * How long the oldest letter has not come back.
	 * @return nanoseconds
	 */
	synchronized long oldest() {
		Entry oldest = !this.sent.isEmpty() ? this.sent.peekFirst() : this.waiting.peekFirst();
		return (oldest != null) ? this.nanos.getAsLong() - oldest.since : 0;
	}

	/**
	 * The next events to deliver here without waiting longer. When there are none left,
	 * what comes next need not wait at all.
	 * @return in order; empty if there are none left
	 */
	synchronized List<Entry> goAlone() {
		List<Entry> overdue = new ArrayList<>();
		this.sent.stream().filter((entry) -> !entry.delivered).forEach(overdue::add);
		this.waiting.stream().filter((entry) -> !entry.delivered).forEach(overdue::add);
		overdue.forEach((entry) -> entry.delivered = true);
		this.undelivered = 0;
		this.deliveredAlone += overdue.size();
		this.alone |= overdue.isEmpty();
		return overdue;
	}

	/** From now on events wait for their way round again. */
	synchronized void endAlone() {
		this.alone = false;
	}

	synchronized boolean isAlone() {
		return this.alone;
	}

	/** Whether events that were delivered here at once are still to come back. */
	synchronized boolean owesAlone() {
		return this.deliveredAlone > 0;
	}

	/** Announces what was lost, where there is room again. */
	synchronized void announceLost() {
		if (this.lostUnannounced && this.bytes < this.capacity / 2) {
			this.lostUnannounced = false;
			boolean all = this.lostRooms.size() > MAX_LOST_ROOMS;
			Collection<String> rooms = all ? List.of() : List.copyOf(this.lostRooms);
			if (all || !rooms.isEmpty()) {
				add(new Letter.Lost(List.copyOf(rooms)));
			}
			this.lostRooms.clear();
		}
	}

	/**
	 * Waits until there is something to send or a while has passed.
	 * @param millis how long
	 */
	synchronized void await(long millis) throws InterruptedException {
		wait(millis);
	}

	/** Wakes who waits. */
	synchronized void wake() {
		notifyAll();
	}

	/**
	 * Slows down who publishes faster than the broker takes it.
	 * @param millis how long at most
	 */
	synchronized void pace(long millis) {
		long end = System.nanoTime() + millis * 1_000_000;
		try {
			while (!this.alone && this.bytes > this.capacity / 2 && System.nanoTime() - end < 0) {
				wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	synchronized int size() {
		return this.sent.size() + this.waiting.size();
	}

	synchronized long bytes() {
		return this.bytes;
	}

	synchronized long lost() {
		return this.lost;
	}

}
