package dev.realtime.actuate;

import java.nio.file.Path;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.TestSocketUtils;

import dev.realtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A trace leads to the fan-out on every node. */
class RelayTracingTests {

	private static final int brokerPort = TestSocketUtils.findAvailableTcpPort();

	@TempDir
	static Path directory;

	@Test
	void leadsToTheFanOutOnEveryNode() throws Exception {
		EmbeddedActiveMQ broker = startBroker();
		try (ConfigurableApplicationContext here = startNode(); ConfigurableApplicationContext there = startNode()) {
			here.publishEvent(RealtimeEvent.named("tick", 1).toRooms("/a"));
			SimpleSpan publish = span(here, Span.Kind.PRODUCER);
			for (ConfigurableApplicationContext node : new ConfigurableApplicationContext[] { here, there }) {
				SimpleSpan fanOut = span(node, Span.Kind.CONSUMER);
				assertThat(fanOut.getName()).isEqualTo("fan out custom");
				assertThat(fanOut.getTraceId()).isEqualTo(publish.getTraceId());
				assertThat(fanOut.getParentId()).isEqualTo(publish.getSpanId());
			}
			assertThat(there.getBean(SimpleTracer.class).getSpans())
				.noneMatch((span) -> span.getKind() == Span.Kind.PRODUCER);
		}
		finally {
			broker.stop();
		}
	}

	/** The only one of its kind that the node has, once it has ended. */
	private static SimpleSpan span(ConfigurableApplicationContext node, Span.Kind kind) {
		SimpleTracer tracer = node.getBean(SimpleTracer.class);
		await().untilAsserted(() -> assertThat(tracer.getSpans()).filteredOn((span) -> span.getKind() == kind)
			.singleElement()
			.satisfies((span) -> assertThat(span.getEndTimestamp().toEpochMilli()).isPositive()));
		return tracer.getSpans().stream().filter((span) -> span.getKind() == kind).findFirst().orElseThrow();
	}

	private static EmbeddedActiveMQ startBroker() throws Exception {
		ConfigurationImpl configuration = new ConfigurationImpl();
		configuration.setPersistenceEnabled(false)
			.setSecurityEnabled(false)
			.setJournalDirectory(directory.toString())
			.addAcceptorConfiguration("stomp",
					"tcp://127.0.0.1:" + brokerPort + "?protocols=STOMP;multicastPrefix=/topic/;anycastPrefix=/queue/");
		EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
		broker.start();
		return broker;
	}

	private static ConfigurableApplicationContext startNode() {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.broker=relay",
					"realtime.relay.host=127.0.0.1", "realtime.relay.port=" + brokerPort,
					"realtime.relay.destination=traced", "realtime.relay.patience=15s",
					"spring.datasource.generate-unique-name=true")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	@Import(TracingConfiguration.class)
	static class Application {

	}

}
