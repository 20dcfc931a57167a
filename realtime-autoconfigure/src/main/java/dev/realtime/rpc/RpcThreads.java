package dev.realtime.rpc;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The threads calls run on, so that a slow call keeps neither its client's nor other
 * frames waiting. Not a bean of an executor's type, since that would take the place of
 * the application's own.
 */
final class RpcThreads implements SmartLifecycle {

	/** Calls that run or wait for a thread; more are refused. */
	private static final int MOST_CALLS = 10_000;

	private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

	private static final String NAME = "realtime-call-";

	private final Semaphore capacity = new Semaphore(MOST_CALLS);

	private final int threads;

	private final boolean virtual;

	private @Nullable Executor executor;

	RpcThreads(int threads, boolean virtual) {
		this.threads = threads;
		this.virtual = virtual;
	}

	/**
	 * Runs a call.
	 * @param call what to do
	 * @return {@code false} if there are too many, or the application goes down
	 */
	boolean run(Runnable call) {
		Executor executor = executor();
		if (executor == null || !this.capacity.tryAcquire()) {
			return false;
		}
		try {
			executor.execute(() -> {
				try {
					call.run();
				}
				finally {
					this.capacity.release();
				}
			});
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.capacity.release();
			return false;
		}
	}

	private synchronized @Nullable Executor executor() {
		return this.executor;
	}

	@Override
	public synchronized void start() {
		if (this.executor == null) {
			this.executor = this.virtual ? virtualThreads() : pool();
		}
	}

	private static SimpleAsyncTaskExecutor virtualThreads() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(NAME);
		executor.setVirtualThreads(true);
		executor.setTaskTerminationTimeout(PATIENCE_MILLIS);
		return executor;
	}

	private ThreadPoolTaskExecutor pool() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(NAME);
		executor.setDaemon(true);
		executor.setCorePoolSize(this.threads);
		executor.setMaxPoolSize(this.threads);
		executor.setAllowCoreThreadTimeOut(true);
		executor.setWaitForTasksToCompleteOnShutdown(true);
		executor.setAwaitTerminationMillis(PATIENCE_MILLIS);
		executor.initialize();
		return executor;
	}

	/** Lets the calls that run come to their end. */
	@Override
	public void stop() {
		Executor executor;
		synchronized (this) {
			executor = this.executor;
			this.executor = null;
		}
		if (executor instanceof ThreadPoolTaskExecutor pool) {
			pool.shutdown();
		}
		else if (executor instanceof SimpleAsyncTaskExecutor virtualThreads) {
			virtualThreads.close();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

	/** There before the web server takes connections, and until it has stopped. */
	@Override
	public int getPhase() {
		return 0;
	}

}
