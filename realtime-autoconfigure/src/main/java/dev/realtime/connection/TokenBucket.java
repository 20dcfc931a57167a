package dev.realtime.connection;

/**
 * Lets so much through per second, and some more at once after a quiet time.
 * <p>
 * Not thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Token_bucket">Token bucket</a>
 */
final class TokenBucket {

	private final double perNano;

	private final double capacity;

	private double tokens;

	private long last = System.nanoTime();

	TokenBucket(double perSecond, double burst) {
		this.perNano = perSecond / 1e9;
		this.capacity = burst;
		this.tokens = burst;
	}

	boolean take() {
		long now = System.nanoTime();
		this.tokens = Math.min(this.capacity, this.tokens + (now - this.last) * this.perNano);
		this.last = now;
		if (this.tokens < 1) {
			return false;
		}
		this.tokens--;
		return true;
	}

}
