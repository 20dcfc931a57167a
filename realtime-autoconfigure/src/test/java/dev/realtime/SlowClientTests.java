package dev.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;

import dev.realtime.StompSocket.Frame;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that do not read, do not answer or are not there any more, on real sockets. */
@ReliabilityTest
class SlowClientTests {

	private static final int STALLED = 24;

	private static final int EVENTS = 1000;

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	RealtimeSessions sessions;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	ReliabilityApplication application;

	@Test
	void stalledReadersCostOnlyThemselves() throws Exception {
		List<DeafClient> stalled = new ArrayList<>();
		try (StompSocket ann = StompSocket.connect(this.port, this.tokens.issue("reader"))) {
			ann.join("1", "/public/flood");
			Duration alone = percentile(flood(ann, EVENTS / 4));
			for (int i = 0; i < STALLED; i++) {
				stalled.add(new DeafClient(this.port, this.tokens.issue("stalled" + i)).join("/public/flood"));
			}
			List<Duration> latencies = flood(ann, EVENTS);
			for (int i = 0; i < STALLED; i++) {
				assertThat(this.application.closeCode("stalled" + i, 30)).as("stalled%d", i).isEqualTo(4000);
			}
			assertThat(this.sessions.members("/public/flood")).containsExactly("reader");
			// one wait for one of them would take two seconds
			assertThat(percentile(latencies)).as("99th percentile of the reader's latency, %s alone", alone)
				.isLessThan(Duration.ofMillis(500).plus(alone.multipliedBy(5)));
		}
		finally {
			stalled.forEach(DeafClient::close);
		}
	}

	/** Publishes, and measures until the reader has it. */
	private List<Duration> flood(StompSocket reader, int count) {
		String filler = "x".repeat(8 * 1024);
		List<Duration> latencies = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			long sent = System.nanoTime();
			this.events.publishEvent(RealtimeEvent.named("flood", i + " " + filler).toRooms("/public/flood"));
			Frame flood = reader.nextEvent("flood");
			latencies.add(Duration.ofNanos(System.nanoTime() - sent));
			assertThat(flood.text("data")).startsWith(i + " ");
		}
		return latencies;
	}

	private static Duration percentile(List<Duration> durations) {
		return durations.stream().sorted().toList().get((durations.size() - 1) * 99 / 100);
	}

	@Test
	void findsOutThatAClientIsNotThereAnyMore() throws Exception {
		// offers no heart-beats, and its socket is open: only the ping tells
		try (DeafClient ghost = new DeafClient(this.port, this.tokens.issue("ghost"));
				StompSocket alive = StompSocket.connect(this.port, this.tokens.issue("alive"))) {
			ghost.join("/public/ghosts");
			assertThat(this.application.closeCode("ghost", 30)).isEqualTo(4001);
			assertThat(this.sessions.members("/public/ghosts")).isEmpty();
			assertThat(alive.isClosed()).isFalse();
			assertThat(alive.settle()).isEmpty();
		}
	}

	@Test
	void aDrippingReaderIsCutToo() throws Exception {
		try (DeafClient dripping = new DeafClient(this.port, this.tokens.issue("dripping")).join("/public/drip")) {
			String filler = "x".repeat(32 * 1024);
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (!this.application.isClosed("dripping") && System.nanoTime() - end < 0) {
				this.events.publishEvent(RealtimeEvent.named("drip", filler).toRooms("/public/drip"));
				dripping.drip(2048);
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			}
			assertThat(this.application.closeCode("dripping", 30)).isEqualTo(4000);
		}
	}

}
