package dev.realtime.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomTokens;
import dev.realtime.rpc.RealtimeMethod;
import dev.realtime.rpc.RpcException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is counted, by what happens on a real socket. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"realtime.push.keys=0123456789abcdef0123456789abcdef", "realtime.presence.rooms=/public/crowd",
				"realtime.presence.max-members=1", "spring.datasource.generate-unique-name=true" })
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class RealtimeMetricsTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	RoomTokens passes;

	@Autowired
	MeterRegistry meters;

	@Test
	void countsWhatHappens() {
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			assertThat(this.meters.get("realtime.connections").gauge().value()).isEqualTo(1);
			assertThat(this.meters.get("realtime.connections.opened").functionCounter().count()).isEqualTo(1);
			alice.join("1", "/public/a");
			alice.join("2", "/closed");
			alice.join("3", "/public/a", "position", "x:1");
			this.events.publishEvent(RealtimeEvent.created("thing", 1).toRooms("/public/a"));
			this.events.publishEvent(RealtimeEvent.created("thing", new Unwritable()).toRooms("/public/a"));
			alice.nextEvent("realtime:resource");
			assertThat(this.meters.get("realtime.joins").functionCounter().count()).isEqualTo(2);
			assertThat(this.meters.get("realtime.rooms").gauge().value()).isEqualTo(1);
			assertThat(this.meters.get("realtime.deliveries").functionCounter().count()).isEqualTo(2);
			assertThat(this.meters.get("realtime.sessions").gauge().value()).isEqualTo(1);
			assertThat(this.meters.get("realtime.subscriptions").gauge().value()).isEqualTo(2);
			assertThat(count("realtime.publications", "action", "created", "outcome", "told")).isEqualTo(1);
			assertThat(count("realtime.publications", "action", "created", "outcome", "failed")).isEqualTo(1);
			assertThat(this.meters.get("realtime.publications.failed").counter().count()).isEqualTo(1);
			assertThat(this.meters.get("realtime.fanout").tag("realtime.kind", "resource").timer().count())
				.isEqualTo(1);
			assertThat(this.meters.get("realtime.recoveries").tag("outcome", "lost").functionCounter().count())
				.isEqualTo(1);
			alice.send("BEGIN", "", "transaction", "x");
			assertThat(alice.closeCode()).isEqualTo(4103);
		}
		await().ignoreException(MeterNotFoundException.class).untilAsserted(() -> {
			assertThat(this.meters.get("realtime.refusals").tag("code", "forbidden").functionCounter().count())
				.isEqualTo(1);
			assertThat(this.meters.get("realtime.connections.closed").tag("code", "4103").functionCounter().count())
				.isEqualTo(1);
		});
		assertThat(this.meters.get("realtime.connections").gauge().value()).isZero();
		assertThat(this.meters.get("realtime.subscriptions").gauge().value()).isZero();
		assertThat(this.meters.get("realtime.leaves").functionCounter().count()).isEqualTo(2);
		assertThat(this.meters.get("realtime.buffered").gauge().value()).isZero();
	}

	/** From the event to the socket: writes of several clients, each with its age. */
	@Test
	void measuresHowLongAnEventTakesToTheSocket() {
		Timer lag = this.meters.get("realtime.delivery.lag").timer();
		try (StompSocket bob = StompSocket.connect(this.port, this.tokens.issue("bob"))) {
			bob.join("1", "/public/lag");
			long before = lag.count();
			double spent = lag.totalTime(TimeUnit.SECONDS);
			long began = System.nanoTime();
			this.events.publishEvent(RealtimeEvent.named("tick", 1).toRooms("/public/lag"));
			bob.nextEvent("tick");
			await().until(() -> lag.count() == before + 1);
			assertThat(lag.totalTime(TimeUnit.SECONDS) - spent).isPositive()
				.isLessThan((System.nanoTime() - began) / 1e9);
			assertThat(lag.takeSnapshot().histogramCounts()).hasSize(14);
		}
	}

	/** A replay is as old as it is: it says nothing of how quick this node is. */
	@Test
	void doesNotMeasureReplays() {
		Timer lag = this.meters.get("realtime.delivery.lag").timer();
		try (StompSocket carol = StompSocket.connect(this.port, this.tokens.issue("carol"))) {
			String position = this.passes.pass("carol", "/public/replay").position();
			this.events.publishEvent(RealtimeEvent.named("missed", 1).toRooms("/public/replay"));
			long before = lag.count();
			carol.join("1", "/public/replay", "position", position);
			carol.nextEvent("missed");
			this.events.publishEvent(RealtimeEvent.named("live", 1).toRooms("/public/replay"));
			carol.nextEvent("live");
			await().until(() -> lag.count() == before + 1);
		}
	}

	@Test
	void countsWhoIsNotToldAllMembers() {
		try (StompSocket erin = StompSocket.connect(this.port, this.tokens.issue("erin"));
				StompSocket frank = StompSocket.connect(this.port, this.tokens.issue("frank"))) {
			assertThat(erin.join("1", "/public/crowd").body()).contains("\"members\":[{\"user\":\"erin\"}]");
			assertThat(count("realtime.limits", "limit", "members")).isZero();
			assertThat(frank.join("1", "/public/crowd").body()).contains("\"members\":[{\"user\":\"erin\"}]");
			assertThat(count("realtime.limits", "limit", "members")).isEqualTo(1);
		}
		assertThat(count("realtime.limits", "limit", "remembered-pushes")).isZero();
	}

	@Test
	void countsCallsByOutcome() {
		try (StompSocket dave = StompSocket.connect(this.port, this.tokens.issue("dave"))) {
			dave.send("SUBSCRIBE", "", "id", "own", "destination", "/user/queue/realtime");
			for (String method : new String[] { "greet", "refuse", "fail", "missing" }) {
				dave.send("SEND", "{}", "destination", "/realtime/call/" + method, "correlation-id", method);
				dave.nextEvent("realtime:reply");
			}
		}
		assertThat(calls("result")).isEqualTo(1);
		assertThat(calls("error")).isEqualTo(1);
		assertThat(calls("internal")).isEqualTo(1);
		assertThat(calls("refused")).isEqualTo(1);
		assertThat(calls("timeout")).isZero();
	}

	private double calls(String outcome) {
		return this.meters.get("realtime.calls").tag("outcome", outcome).functionTimer().count();
	}

	@Test
	void countsPushesByOutcome() throws Exception {
		push("0123456789abcdef0123456789abcdef");
		push("no such key");
		assertThat(count("realtime.pushes", "outcome", "accepted")).isEqualTo(1);
		assertThat(count("realtime.pushes", "outcome", "unauthorized")).isEqualTo(1);
	}

	private void push(String key) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/realtime/push"))
			.header("Authorization", "Bearer " + key)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"event\":\"tick\",\"targets\":{\"rooms\":\"/public/push\"},\"data\":1}"))
			.build();
		HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
	}

	private double count(String name, String... tags) {
		return this.meters.get(name).tags(tags).functionCounter().count();
	}

	static class Greeter {

		@RealtimeMethod("greet")
		String greet() {
			return "hello";
		}

		@RealtimeMethod("refuse")
		String refuse() {
			throw new RpcException("busy", "Not now");
		}

		@RealtimeMethod("fail")
		String fail() {
			throw new IllegalStateException("on purpose");
		}

	}

	static class Unwritable {

		public int getNumber() {
			throw new IllegalStateException("no number");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		@Bean
		Greeter greeter() {
			return new Greeter();
		}

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
