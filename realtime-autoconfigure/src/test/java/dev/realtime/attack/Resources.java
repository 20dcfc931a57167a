package dev.realtime.attack;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.UnixOperatingSystemMXBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What this process holds: what attackers left behind would show here.
 *
 * @param threads but those of the container, which has its own bound and keeps spare ones
 * @param descriptors open files and sockets; 0 where the system does not tell
 * @param heap bytes in use after a collection
 */
record Resources(long threads, long descriptors, long heap) {

	/** Threads of a pool that grow with what runs at a time, and end when idle. */
	private static final int SPARE_THREADS = 10;

	/** The container closes what it has given up a little later. */
	private static final int SPARE_DESCRIPTORS = 20;

	/** Caches that fill once, and what the tests themselves remember. */
	private static final long SPARE_HEAP = 24L * 1024 * 1024;

	static Resources inUse() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return new Resources(threadCount(), descriptorCount(), runtime.totalMemory() - runtime.freeMemory());
	}

	private static long threadCount() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("http-nio-"))
			.count();
	}

	private static long descriptorCount() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getOpenFileDescriptorCount() : 0;
	}

	/** Fails unless what is in use comes back to this. */
	void assertRestored() {
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
			Resources now = inUse();
			assertThat(now.threads).as("threads: %s", Thread.getAllStackTraces().keySet())
				.isLessThanOrEqualTo(this.threads + SPARE_THREADS);
			assertThat(now.descriptors).as("descriptors").isLessThanOrEqualTo(this.descriptors + SPARE_DESCRIPTORS);
			assertThat(now.heap).as("heap").isLessThanOrEqualTo(this.heap + SPARE_HEAP);
		});
	}

}
