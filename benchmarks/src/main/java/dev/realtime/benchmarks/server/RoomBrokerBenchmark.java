package dev.realtime.benchmarks.server;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import dev.realtime.RealtimeEvent;

/** What it costs to publish: from the application event to the room's history. */
@State(Scope.Benchmark)
public class RoomBrokerBenchmark {

	private final Payload payload = Payload.of(17, "/public/r0");

	private final ConfigurableApplicationContext application = SpringApplication.run(RealtimeServer.class,
			"--server.port=0", "--realtime.jwt.secret=0123456789abcdef0123456789abcdef",
			"--realtime.rooms.public=/public/**");

	private long next;

	/** In one room. */
	@Benchmark
	public void oneRoom() {
		publish("/public/r0");
	}

	/** In ten thousand rooms by turns: not more than in one. */
	@Benchmark
	public void manyRooms() {
		publish("/public/r" + this.next++ % 10_000);
	}

	private void publish(String room) {
		this.application.publishEvent(RealtimeEvent.named("message", this.payload).toRooms(room));
	}

	@TearDown
	public void stop() {
		this.application.close();
	}

}
