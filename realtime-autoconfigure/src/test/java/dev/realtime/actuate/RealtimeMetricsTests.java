package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;
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

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is counted, by what happens on a real socket. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**" })
class RealtimeMetricsTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	ApplicationEventPublisher events;

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
			assertThat(this.meters.get("realtime.publications").tag("action", "created").functionCounter().count())
				.isEqualTo(1);
			assertThat(this.meters.get("realtime.publications.failed").functionCounter().count()).isEqualTo(1);
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
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
