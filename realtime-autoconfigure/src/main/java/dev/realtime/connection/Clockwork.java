package dev.realtime.connection;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * What happens because time passes: heart-beats, deadlines, stand-ins for stuck writers.
 * One thread looks at everything about once a second, since a timer for each connection
 * would cost more than the look.
 */
final class Clockwork implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Clockwork.class);

	private static final int LOOKS_A_SECOND = 10;

	private final Connections connections;

	private final List<EverySecond> everySecond;

	private @Nullable ScheduledExecutorService thread;

	private int looks;

	Clockwork(Connections connections, List<EverySecond> everySecond) {
		this.connections = connections;
		this.everySecond = everySecond;
	}

	@Override
	public synchronized void start() {
		if (this.thread == null) {
			this.thread = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "realtime-clock");
				thread.setDaemon(true);
				return thread;
			});
			this.thread.scheduleWithFixedDelay(this::look, 100, 1000 / LOOKS_A_SECOND, TimeUnit.MILLISECONDS);
		}
	}

	private void look() {
		this.connections.writers().relieve();
		if (++this.looks % LOOKS_A_SECOND == 0) {
			long now = System.nanoTime();
			this.connections.all().forEach((connection) -> guarded(() -> connection.tick(now)));
			this.everySecond.forEach((task) -> guarded(task::tick));
		}
	}

	private static void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A task of the clock failed; the others go on", ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

	/** Goes on until the web server has stopped. */
	@Override
	public int getPhase() {
		return 0;
	}

}
