package dev.realtime.benchmarks.server;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.util.unit.DataSize;

import dev.realtime.history.History;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;
import dev.realtime.history.Publication;

/** What it costs to keep an event, and to say what was missed. */
@State(Scope.Thread)
public class HistoryBenchmark {

	private static final byte[] BODY = new byte[400];

	private final History history = new History(
			new HistoryProperties(300, Duration.ofMinutes(5), DataSize.ofMegabytes(64)), "k3j9");

	/** Begins with a full history. */
	@Setup
	public void fill() {
		for (int i = 0; i < 300; i++) {
			append();
		}
	}

	/** One more publication in a full history. */
	@Benchmark
	public Publication append() {
		return this.history.append("message", "5f2c9a417be", BODY, System.nanoTime());
	}

	/** The last ten publications. */
	@Benchmark
	public @Nullable List<Publication> since() {
		Position position = this.history.position();
		return this.history.since(new Position(position.epoch(), position.offset() - 10), System.nanoTime());
	}

}
