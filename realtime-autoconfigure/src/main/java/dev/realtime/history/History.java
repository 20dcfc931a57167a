package dev.realtime.history;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The recent publications of one room, without a gap up to the newest. Bounded by number
 * and age here, and by the memory of all histories through {@link #clear()}.
 * <p>
 * Not thread-safe: a room's order guards it.
 */
public final class History {

	private final HistoryProperties limits;

	private final ArrayDeque<Publication> publications = new ArrayDeque<>();

	private String epoch;

	private long offset;

	private long size;

	public History(HistoryProperties limits, String epoch) {
		this.limits = limits;
		this.epoch = epoch;
	}

	/**
	 * The position of the newest publication.
	 * @return offset 0 in a room that was never used
	 */
	public Position position() {
		return new Position(this.epoch, this.offset);
	}

	/**
	 * Gives the next event its position and keeps it for those who are away.
	 * @param event the event's name
	 * @param id the event's id
	 * @param body the JSON clients get
	 * @param nanos the time by {@link System#nanoTime()}
	 * @return the publication
	 */
	public Publication append(String event, String id, byte[] body, long nanos) {
		this.offset++;
		Publication publication = new Publication(event, id, position(), body, nanos);
		if (this.limits.size() > 0) {
			this.publications.addLast(publication);
			this.size += publication.size();
		}
		expire(nanos);
		return publication;
	}

	/**
	 * What was missed since a position: everything or, where that cannot be said for
	 * sure, nothing.
	 * @param position the last one the client saw
	 * @param nanos the time by {@link System#nanoTime()}
	 * @return the publications after it, oldest first; {@code null} if they are not all
	 * here, or if the position is none of this history
	 */
	public @Nullable List<Publication> since(Position position, long nanos) {
		expire(nanos);
		long missed = this.offset - position.offset();
		if (!position.epoch().equals(this.epoch) || missed < 0 || missed > this.publications.size()) {
			return null;
		}
		Publication[] since = new Publication[(int) missed];
		Iterator<Publication> newestFirst = this.publications.descendingIterator();
		for (int i = since.length - 1; i >= 0; i--) {
			since[i] = newestFirst.next();
		}
		return List.of(since);
	}

	/**
	 * Forgets what is too much or too old.
	 * @param nanos the time by {@link System#nanoTime()}
	 */
	public void expire(long nanos) {
		long ttl = this.limits.ttl().toNanos();
		Publication oldest = this.publications.peekFirst();
		while (oldest != null && (this.publications.size() > this.limits.size() || nanos - oldest.nanos() > ttl)) {
			this.publications.removeFirst();
			this.size -= oldest.size();
			oldest = this.publications.peekFirst();
		}
	}

	/** Forgets all publications but not the position, so that nobody recovers a part. */
	public void clear() {
		this.publications.clear();
		this.size = 0;
	}

	/**
	 * Begins a new history in place of this one: nobody recovers from before.
	 * @param epoch its name
	 */
	public void restart(String epoch) {
		clear();
		this.epoch = epoch;
		this.offset = 0;
	}

	/**
	 * What it counts against the memory of all histories.
	 * @return bytes
	 */
	public long size() {
		return this.size;
	}

}
