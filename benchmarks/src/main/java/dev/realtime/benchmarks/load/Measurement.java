package dev.realtime.benchmarks.load;

/**
 * What came of one run.
 *
 * @param deliveries events received, by all clients
 * @param seconds from the first event's publication to the last receipt
 * @param cpuSeconds what the server used meanwhile
 * @param p50 median latency in milliseconds
 * @param p99 latency in milliseconds
 * @param p999 latency in milliseconds
 * @param lost events that did not come
 * @param outOfOrder events that were not the next one; a duplicate counts too
 * @param dead connections that ended
 */
record Measurement(long deliveries, double seconds, double cpuSeconds, double p50, double p99, double p999, long lost,
		long outOfOrder, int dead) {

	double perSecond() {
		return this.deliveries / this.seconds;
	}

	double cpuPerMillion() {
		return this.cpuSeconds / this.deliveries * 1e6;
	}

}
