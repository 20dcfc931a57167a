package dev.realtime.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import dev.realtime.protocol.CloseCode;

/**
 * Shutdown: readiness goes down, new connections are turned away, then the clients are
 * sent off with code 1012 in batches spread over time, so that they do not all knock at
 * the next node at once. What is in line for them is written before. Begins before the
 * web server stops.
 */
class Drain implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Drain.class);

	private static final int BATCHES = 20;

	/** Fewer clients than this are no stampede. */
	private static final int SMALL = 50;

	private static final Duration SPREAD = Duration.ofSeconds(4);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Connections connections;

	private final ApplicationContext context;

	private final @Nullable ApplicationAvailability availability;

	private volatile boolean running;

	Drain(Connections connections, ApplicationContext context, @Nullable ApplicationAvailability availability) {
		this.connections = connections;
		this.context = context;
		this.availability = availability;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.connections.isDraining()) {
			// a context that was stopped, or paused between tests, goes on
			this.connections.drain(false);
			AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.availability == null || this.availability.getReadinessState() != ReadinessState.REFUSING_TRAFFIC) {
			// before the first client comes back: it must come to another node
			AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		}
		this.connections.drain(true);
		List<Connection> all = new ArrayList<>(this.connections.all());
		if (all.isEmpty()) {
			return;
		}
		Collections.shuffle(all);
		logger.info("Sending off " + all.size() + " connections");
		int batch = Math.max(SMALL, (all.size() + BATCHES - 1) / BATCHES);
		for (int from = 0; from < all.size(); from += batch) {
			all.subList(from, Math.min(all.size(), from + batch)).forEach((c) -> c.close(CloseCode.RESTART));
			if (from + batch < all.size()) {
				LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * SPREAD.toNanos() / BATCHES));
			}
		}
		awaitWritten(all);
	}

	private static void awaitWritten(List<Connection> all) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		for (Connection connection : all) {
			while (connection.session().isOpen() && System.nanoTime() - end < 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// one before the web server's graceful shutdown, which does not know of sockets
		return SmartLifecycle.DEFAULT_PHASE - 1023;
	}

}
