package dev.realtime.benchmarks.load;

/** Counts latencies in classes that are about 3 % wide. */
final class Latencies {

	private static final int CLASSES_PER_POWER = 32;

	private final long[] counts = new long[64 * CLASSES_PER_POWER];

	private long total;

	void add(long nanos) {
		long value = Math.max(nanos, CLASSES_PER_POWER);
		int power = 63 - Long.numberOfLeadingZeros(value);
		int part = (int) ((value >>> (power - 5)) & (CLASSES_PER_POWER - 1));
		this.counts[power * CLASSES_PER_POWER + part]++;
		this.total++;
	}

	/**
	 * A quantile.
	 * @param quantile between 0 and 1
	 * @return milliseconds
	 */
	double millis(double quantile) {
		long rank = (long) Math.ceil(this.total * quantile);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				int power = i / CLASSES_PER_POWER;
				return ((CLASSES_PER_POWER + i % CLASSES_PER_POWER + 1L) << (power - 5)) / 1e6;
			}
		}
		return 0;
	}

}
