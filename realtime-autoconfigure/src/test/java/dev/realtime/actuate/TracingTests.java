package dev.realtime.actuate;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One trace leads from who publishes to the fan-out. */
@SpringBootTest(properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef",
		"spring.datasource.generate-unique-name=true" })
class TracingTests {

	@Autowired
	SimpleTracer tracer;

	@Autowired
	ObservationRegistry observations;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	TransactionTemplate transactions;

	@BeforeEach
	void forget() {
		this.tracer.getSpans().clear();
	}

	@Test
	void leadsFromTheTransactionToTheFanOutAfterTheCommit() {
		Observation.createNotStarted("request", this.observations).observe(() -> {
			this.transactions.executeWithoutResult((status) -> {
				Observation.createNotStarted("service", this.observations)
					.observe(() -> this.events.publishEvent(RealtimeEvent.created("note", 1).toRooms("/a", "/b")));
				assertThat(named("realtime.publish")).hasSize(1);
				assertThat(named("realtime.fanout")).isEmpty();
			});
		});
		SimpleSpan publish = only("realtime.publish");
		SimpleSpan fanOut = only("realtime.fanout");
		assertThat(publish.getParentId()).isEqualTo(only("service").getSpanId());
		assertThat(fanOut.getParentId()).isEqualTo(publish.getSpanId());
		assertThat(fanOut.getTraceId()).isEqualTo(only("request").getTraceId());
		assertThat(publish.getTags()).containsEntry("realtime.kind", "created")
			.containsEntry("realtime.rooms", "/a /b");
		assertThat(fanOut.getTags()).containsEntry("realtime.kind", "resource")
			.containsEntry("realtime.event.id", publish.getTags().get("realtime.event.id"));
	}

	@Test
	void tellsNoFanOutOfWhatWasRolledBack() {
		this.transactions.executeWithoutResult((status) -> {
			this.events.publishEvent(RealtimeEvent.created("note", 1).toRooms("/a"));
			status.setRollbackOnly();
		});
		assertThat(named("realtime.publish")).hasSize(1);
		assertThat(named("realtime.fanout")).isEmpty();
	}

	@Test
	void leadsToTheFanOutOnAnotherThread() throws Exception {
		CountDownLatch reserved = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		Thread slow = new Thread(() -> this.transactions.executeWithoutResult((status) -> {
			this.events.publishEvent(RealtimeEvent.created("slow", 1).toRooms("/shared"));
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCompletion() {
					reserved.countDown();
					await().until(() -> go.getCount() == 0);
				}

			});
		}));
		slow.start();
		assertThat(reserved.await(60, TimeUnit.SECONDS)).isTrue();
		this.events.publishEvent(RealtimeEvent.named("quick", 2).toRooms("/shared"));
		assertThat(named("realtime.fanout")).noneMatch((span) -> span.getEndTimestamp().toEpochMilli() > 0);
		go.countDown();
		slow.join(60_000);
		await().untilAsserted(() -> assertThat(named("realtime.fanout")).hasSize(2)
			.allMatch((span) -> span.getEndTimestamp().toEpochMilli() > 0));
		for (SimpleSpan publish : named("realtime.publish")) {
			assertThat(named("realtime.fanout"))
				.filteredOn((fanOut) -> fanOut.getTags()
					.get("realtime.event.id")
					.equals(publish.getTags().get("realtime.event.id")))
				.singleElement()
				.satisfies((fanOut) -> assertThat(fanOut.getParentId()).isEqualTo(publish.getSpanId()));
		}
	}

	private SimpleSpan only(String name) {
		List<SimpleSpan> spans = named(name);
		assertThat(spans).as(name).hasSize(1);
		return spans.get(0);
	}

	private List<SimpleSpan> named(String name) {
		return this.tracer.getSpans().stream().filter((span) -> name.equals(span.getTags().get("name"))).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(TracingConfiguration.class)
	static class Application {

		/** Names spans by their observation, however they are called in a trace. */
		@Bean
		ObservationHandler<Observation.Context> names() {
			return new ObservationHandler<>() {

				@Override
				public void onStart(Observation.Context context) {
					context.addHighCardinalityKeyValue(io.micrometer.common.KeyValue.of("name", context.getName()));
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			};
		}

	}

}
