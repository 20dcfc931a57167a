package dev.realtime.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/** Where calls run. */
class RpcThreadsTests {

	@Test
	void runsCallsOnThreadsOfItsOwn() {
		RpcThreads threads = started(2, false);
		CompletableFuture<String> name = new CompletableFuture<>();
		assertThat(threads.run(() -> name.complete(Thread.currentThread().getName()))).isTrue();
		assertThat(name.orTimeout(10, TimeUnit.SECONDS).join()).startsWith("realtime-call-");
		threads.stop();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void runsCallsOnVirtualThreads() {
		RpcThreads threads = started(2, true);
		CompletableFuture<String> thread = new CompletableFuture<>();
		assertThat(threads.run(() -> thread.complete(Thread.currentThread().toString()))).isTrue();
		assertThat(thread.orTimeout(10, TimeUnit.SECONDS).join()).startsWith("VirtualThread[");
		threads.stop();
	}

	@Test
	void takesOnlySoMany() {
		RpcThreads threads = started(1, false);
		CountDownLatch gate = new CountDownLatch(1);
		int taken = 0;
		while (taken <= 20_000 && threads.run(() -> await(gate))) {
			taken++;
		}
		assertThat(taken).isEqualTo(10_000);
		gate.countDown();
		threads.stop();
	}

	@Test
	void stopsOnceTheCallsHaveEnded() throws Exception {
		RpcThreads threads = started(1, false);
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		AtomicBoolean ended = new AtomicBoolean();
		threads.run(() -> {
			began.countDown();
			await(gate);
			ended.set(true);
		});
		await(began);
		CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> {
			threads.stop();
			return ended.get();
		});
		gate.countDown();
		assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(threads.isRunning()).isFalse();
		assertThat(threads.run(() -> {
		})).isFalse();
	}

	private static RpcThreads started(int count, boolean virtual) {
		RpcThreads threads = new RpcThreads(count, virtual);
		threads.start();
		return threads;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
