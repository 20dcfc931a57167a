package dev.realtime.relay;

import java.util.zip.CRC32;

/**
 * Where this node is in the stream. After a broken link it asks for the last frame it has
 * seen once more, and knows by it whether the stream is still the same.
 * <p>
 * Not thread-safe.
 */
final class StreamCursor {

	/** The stream takes an offset for itself where it begins a segment. */
	private static final int MAX_OFFSETS_TAKEN = 8;

	private static final long NOWHERE = -1;

	private long offset = NOWHERE;

	private long digest;

	private long first = NOWHERE;

	private boolean returning;

	/** What a frame is to who reads on. */
	enum Step {

		/** The next one. */
		NEXT,
		/** The last one before the link broke, as expected. */
		RETURNED,
		/** One that was read before. */
		SEEN,
		/** One that shows that others are missing. */
		BROKEN

	}

	/**
	 * Begins to read, over a new link.
	 * @return whether it goes on where it was, and not anew
	 */
	boolean begin() {
		this.returning = this.offset != NOWHERE;
		if (!this.returning) {
			this.first = NOWHERE;
		}
		return this.returning;
	}

	/** The link broke. */
	void stop() {
		this.returning = false;
	}

	/** Nothing of what was read is known any more. */
	void forget() {
		this.offset = NOWHERE;
		this.returning = false;
	}

	/** Whether it has not seen yet that the stream is the same. */
	boolean isReturning() {
		return this.returning;
	}

	/** Where it is, to be asked for. */
	long offset() {
		return this.offset;
	}

	/** The first frame that it read since it began anew. */
	long first() {
		return this.first;
	}

	/**
	 * Looks at a frame that came.
	 * @param offset its place in the stream
	 * @param body what is in it
	 * @return what it is
	 */
	Step look(long offset, byte[] body) {
		if (this.returning) {
			this.returning = false;
			return (offset == this.offset && digest(body) == this.digest) ? Step.RETURNED : Step.BROKEN;
		}
		if (offset <= this.offset) {
			return Step.SEEN;
		}
		if (this.offset != NOWHERE && offset > this.offset + 1 + MAX_OFFSETS_TAKEN) {
			return Step.BROKEN;
		}
		this.first = (this.first == NOWHERE) ? offset : this.first;
		return Step.NEXT;
	}

	/** The next frame was read. */
	void move(long offset, byte[] body) {
		this.offset = offset;
		this.digest = digest(body);
	}

	private static long digest(byte[] body) {
		CRC32 crc = new CRC32();
		crc.update(body);
		return crc.getValue();
	}

}
