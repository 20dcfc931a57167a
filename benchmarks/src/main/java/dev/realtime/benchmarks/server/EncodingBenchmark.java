package dev.realtime.benchmarks.server;

import java.nio.charset.StandardCharsets;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.databind.json.JsonMapper;

import dev.realtime.history.Position;
import dev.realtime.history.Publication;
import dev.realtime.protocol.MessageFrames;
import dev.realtime.protocol.StompVersion;

/** What it costs to write an event, and its frame once more for each receiver. */
@State(Scope.Benchmark)
public class EncodingBenchmark {

	private static final int RECEIVERS = 1000;

	private final JsonMapper json = new JsonMapper();

	private final Payload payload = Payload.of(17, "/public/r0");

	private final Publication publication = new Publication("message", "5f2c9a417be", new Position("k3j9", 17),
			this.json.writeValueAsString(this.payload).getBytes(StandardCharsets.UTF_8), 0);

	private final String[] ids = new String[RECEIVERS];

	public EncodingBenchmark() {
		for (int i = 0; i < RECEIVERS; i++) {
			this.ids[i] = "sub-" + i;
		}
	}

	/** The payload, as the application's mapper writes it. */
	@Benchmark
	public byte[] payload() {
		return this.json.writeValueAsBytes(this.payload);
	}

	/** Frames for clients that chose the same subscription id. */
	@Benchmark
	public void framesOfOneId(Blackhole hole) {
		MessageFrames frames = new MessageFrames(this.publication, "/topic/rooms/public/r0");
		for (int i = 0; i < RECEIVERS; i++) {
			hole.consume(frames.frame("0", StompVersion.V1_2));
		}
	}

	/** Frames for clients with an id each. */
	@Benchmark
	public void framesOfDifferentIds(Blackhole hole) {
		MessageFrames frames = new MessageFrames(this.publication, "/topic/rooms/public/r0");
		for (String id : this.ids) {
			hole.consume(frames.frame(id, StompVersion.V1_2));
		}
	}

}
