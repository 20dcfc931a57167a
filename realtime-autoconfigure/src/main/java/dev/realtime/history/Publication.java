package dev.realtime.history;

/**
 * An event with its position in a room.
 *
 * @param event the event's name
 * @param id the event's id
 * @param position where it stands in the room
 * @param body the JSON clients get; not to be changed
 * @param nanos when it was published, by {@link System#nanoTime()}: a wall clock that
 * jumps must not expire a history
 */
public record Publication(String event, String id, Position position, byte[] body, long nanos) {

	/** Heap a publication takes beside its body, in bytes, by estimate. */
	private static final int OVERHEAD = 160;

	/**
	 * What it counts against the memory of all histories.
	 * @return bytes
	 */
	public int size() {
		return OVERHEAD + this.body.length;
	}

}
