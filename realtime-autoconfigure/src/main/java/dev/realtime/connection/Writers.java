package dev.realtime.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

import org.springframework.util.CustomizableThreadCreator;

/**
 * The threads that write to clients. There are as many as processors. A write blocks for
 * as long as the client does not read, so each thread that is stuck is replaced by
 * another, up to a bound: stalled clients stop nobody.
 * <p>
 * Thread-safe.
 * <p>
 * Not API.
 */
public final class Writers implements Executor {

	/** A write that takes longer is waiting for the client. */
	private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int MAX_STUCK = 512;

	private final int width = Math.max(2, Runtime.getRuntime().availableProcessors());

	private final ConcurrentLinkedQueue<Work> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger atWork = new AtomicInteger();

	private final Set<Writer> writers = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor threads;

	private volatile int stuck;

	private volatile LongConsumer lag = (nanos) -> {
		// nobody measures
	};

	Writers() {
		Threads threads = new Threads("realtime-writer-");
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads::createThread, new ThreadPoolExecutor.DiscardPolicy());
	}

	/**
	 * Has a writer come by.
	 * @param work what waits for a writer
	 */
	void ready(Work work) {
		queue(work);
		wake();
	}

	/**
	 * Puts work in line without waking a writer. Who sends to many wakes the writers once
	 * at the end: on a busy processor each wake-up is two switches between threads.
	 * @param work what waits for a writer
	 */
	void queue(Work work) {
		this.ready.add(work);
	}

	/**
	 * Measures how long events take from leaving to the socket: for each write the oldest
	 * one in it, so that what is measured costs a write something, and not each delivery.
	 * @param lag gets nanoseconds, on any thread
	 */
	public void measure(LongConsumer lag) {
		this.lag = lag;
	}

	/**
	 * The socket took a write.
	 * @param since when the oldest event in it left
	 */
	void written(long since) {
		this.lag.accept(System.nanoTime() - since);
	}

	/**
	 * Runs something that may take a while or takes other locks.
	 * @param task what to run
	 */
	@Override
	public void execute(Runnable task) {
		ready(() -> {
			task.run();
			return false;
		});
	}

	/** Counts the writers that are stuck and has others take their places. */
	void relieve() {
		long now = System.nanoTime();
		int count = 0;
		for (Writer writer : this.writers) {
			long since = writer.since;
			if (since != 0 && now - since > STUCK_NANOS) {
				count++;
			}
		}
		this.stuck = Math.min(count, MAX_STUCK);
		if (!this.ready.isEmpty()) {
			wake();
		}
	}

	/**
	 * Number of writers that wait for a client to read.
	 * @return as of the last tenth of a second
	 */
	public int stuck() {
		return this.stuck;
	}

	/** Has a writer come by, if work is in line and all of them are not at it. */
	void wake() {
		if (this.ready.isEmpty()) {
			return;
		}
		int atWork = this.atWork.get();
		while (atWork < this.width + this.stuck) {
			if (this.atWork.compareAndSet(atWork, atWork + 1)) {
				this.threads.execute(new Writer());
				return;
			}
			atWork = this.atWork.get();
		}
	}

	void stop() {
		this.threads.shutdown();
	}

	/** Something for a writer to do. */
	interface Work {

		/**
		 * Does a part of it.
		 * @return whether there is more to do
		 */
		boolean drain();

	}

	/** One thread's turn at writing, until nothing is left to write. */
	private final class Writer implements Runnable {

		/**
		 * When the current write began, by {@link System#nanoTime()}; 0 between writes.
		 */
		private volatile long since;

		@Override
		public void run() {
			Writers.this.writers.add(this);
			try {
				write();
			}
			finally {
				Writers.this.writers.remove(this);
				Writers.this.atWork.decrementAndGet();
			}
			// something may have become ready after the last look and before the count
			// fell
			if (!Writers.this.ready.isEmpty()) {
				wake();
			}
		}

		private void write() {
			Work work = Writers.this.ready.poll();
			// who woke this one woke nobody else, however much there is to do
			wake();
			while (work != null) {
				this.since = System.nanoTime() | 1;
				if (work.drain()) {
					Writers.this.ready.add(work);
				}
				this.since = 0;
				if (Writers.this.atWork.get() > Writers.this.width + Writers.this.stuck) {
					// those this one stood in for are back
					return;
				}
				work = Writers.this.ready.poll();
			}
		}

	}

	/** Daemon threads with a name. */
	private static final class Threads extends CustomizableThreadCreator {

		Threads(String prefix) {
			super(prefix);
			setDaemon(true);
		}

	}

}
