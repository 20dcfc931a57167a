package dev.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
			for (int i = 0; i < STALLED; i++) {
				stalled.add(new DeafClient(this.port, this.tokens.issue("stalled" + i)).join("/public/flood"));
			}
			String filler = "x".repeat(8 * 1024);
			long[] latencies = new long[EVENTS];
			for (int i = 0; i < EVENTS; i++) {
				long sent = System.nanoTime();
				this.events.publishEvent(RealtimeEvent.named("flood", i + " " + filler).toRooms("/public/flood"));
				Frame flood = ann.nextEvent("flood");
				latencies[i] = System.nanoTime() - sent;
				assertThat(flood.text("data")).startsWith(i + " ");
			}
			for (int i = 0; i < STALLED; i++) {
				assertThat(this.application.closeCode("stalled" + i, 10)).as("stalled%d", i).isEqualTo(4000);
			}
			assertThat(this.sessions.members("/public/flood")).containsExactly("reader");
			Arrays.sort(latencies);
			assertThat(Duration.ofNanos(latencies[EVENTS * 99 / 100])).as("99th percentile of the reader's latency")
				.isLessThan(Duration.ofMillis(500));
		}
		finally {
			stalled.forEach(DeafClient::close);
		}
	}

	@Test
	void findsOutThatAClientIsNotThereAnyMore() throws Exception {
		// offers no heart-beats, and its socket is open: only the ping tells
		try (DeafClient ghost = new DeafClient(this.port, this.tokens.issue("ghost"));
				StompSocket alive = StompSocket.connect(this.port, this.tokens.issue("alive"))) {
			ghost.join("/public/ghosts");
			long began = System.nanoTime();
			assertThat(this.application.closeCode("ghost", 10)).isEqualTo(4001);
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
			assertThat(this.sessions.members("/public/ghosts")).isEmpty();
			assertThat(alive.isClosed()).isFalse();
			assertThat(alive.settle()).isEmpty();
		}
	}

	@Test
	void aDrippingReaderIsCutToo() throws Exception {
		try (DeafClient dripping = new DeafClient(this.port, this.tokens.issue("dripping")).join("/public/drip")) {
			String filler = "x".repeat(32 * 1024);
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
			while (!this.application.isClosed("dripping") && System.nanoTime() - end < 0) {
				this.events.publishEvent(RealtimeEvent.named("drip", filler).toRooms("/public/drip"));
				dripping.drip(2048);
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			}
			assertThat(this.application.closeCode("dripping", 1)).isEqualTo(4000);
		}
	}

}
