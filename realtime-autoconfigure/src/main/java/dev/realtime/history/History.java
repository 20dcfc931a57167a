package dev.realtime.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
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

	/** Everything after it is here. */
	private long floor;

	private long size;

	private boolean untouched = true;

	public History(HistoryProperties limits, String epoch) {
		this(limits, epoch, 0, 0);
	}

	/**
	 * Creates a history without publications.
	 * @param limits its bounds
	 * @param epoch its name
	 * @param floor there was no publication after this offset
	 * @param offset where it stands
	 */
	public History(HistoryProperties limits, String epoch, long floor, long offset) {
		this.limits = limits;
		this.epoch = epoch;
		this.floor = floor;
		this.offset = offset;
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
		return append(event, id, body, nanos, this.offset + 1);
	}

	/**
	 * Keeps the next event, which has its position already.
	 * @param event the event's name
	 * @param id the event's id
	 * @param body the JSON clients get
	 * @param nanos the time by {@link System#nanoTime()}
	 * @param offset greater than that of the one before
	 * @return the publication
	 */
	public Publication append(String event, String id, byte[] body, long nanos, long offset) {
		this.untouched = false;
		this.offset = offset;
		Publication publication = new Publication(event, id, position(), body, nanos);
		if (this.limits.size() > 0) {
			this.publications.addLast(publication);
			this.size += publication.size();
		}
		else {
			this.floor = offset;
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
		return since(position, nanos, this.offset);
	}

	/**
	 * What was missed since a position that may be later than the newest publication.
	 * @param position where the client was
	 * @param nanos the time by {@link System#nanoTime()}
	 * @param known up to which offset every publication is here
	 * @return the publications after it, oldest first; {@code null} if they are not all
	 * here, or if the position is none of this history
	 */
	public @Nullable List<Publication> since(Position position, long nanos, long known) {
		expire(nanos);
		if (!position.epoch().equals(this.epoch) || position.offset() < this.floor || position.offset() > known) {
			return null;
		}
		ArrayDeque<Publication> since = new ArrayDeque<>();
		Iterator<Publication> newestFirst = this.publications.descendingIterator();
		while (newestFirst.hasNext()) {
			Publication publication = newestFirst.next();
			if (publication.position().offset() <= position.offset()) {
				break;
			}
			since.addFirst(publication);
		}
		return List.copyOf(since);
	}

	/**
	 * The newest publications.
	 * @param count how many at most
	 * @return newest first
	 */
	public List<Publication> newest(int count) {
		List<Publication> newest = new ArrayList<>();
		Iterator<Publication> newestFirst = this.publications.descendingIterator();
		while (newestFirst.hasNext() && newest.size() < count) {
			newest.add(newestFirst.next());
		}
		return newest;
	}

	/**
	 * How many publications are here.
	 * @return their number
	 */
	public int count() {
		return this.publications.size();
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
			this.floor = oldest.position().offset();
			oldest = this.publications.peekFirst();
		}
	}

	/** Forgets all publications but not the position, so that nobody recovers a part. */
	public void clear() {
		this.publications.clear();
		this.size = 0;
		this.floor = this.offset;
		this.untouched = false;
	}

	/**
	 * Whether nothing happened in it, so that another one in its place would say the
	 * same.
	 * @return whether there never was a publication
	 */
	public boolean isUntouched() {
		return this.untouched;
	}

	/**
	 * Begins a new history in place of this one: nobody recovers from before.
	 * @param epoch its name
	 * @param offset where it begins
	 */
	public void restart(String epoch, long offset) {
		this.epoch = epoch;
		this.offset = offset;
		clear();
	}

	/**
	 * What it counts against the memory of all histories.
	 * @return bytes
	 */
	public long size() {
		return this.size;
	}

}
