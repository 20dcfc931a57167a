package dev.realtime.actuate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.realtime.RealtimeEvent;
import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.Tracing;

/**
 * What is observed costs once for each event, whatever its receivers, and the lag once
 * for each write to a socket. Spans are recorded and go nowhere: exporting them is the
 * exporter's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObservingBenchmark {

	private static final byte[] JSON = "{}".getBytes(StandardCharsets.UTF_8);

	private final RealtimeEvent event = RealtimeEvent.created("message", Map.of("id", 7)).toRooms("/channels/42");

	private final Timer lag = RealtimeMeter.DELIVERY_LAG.histogram(new SimpleMeterRegistry());

	private long nanos;

	/** Who is told: nobody, meters, or meters and a tracer that samples or does not. */
	@Param({ "nobody", "meters", "unsampled", "sampled" })
	public String told = "";

	private Tracing tracing = Tracing.NONE;

	@Setup
	public void observe() {
		ObservationRegistry registry = ObservationRegistry.create();
		if (!this.told.equals("nobody")) {
			registry.observationConfig()
				.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		}
		if (this.told.endsWith("sampled")) {
			trace(registry, this.told.equals("sampled") ? Sampler.alwaysOn() : Sampler.alwaysOff());
		}
		this.tracing = new EventObservations(registry);
	}

	private static void trace(ObservationRegistry registry, Sampler sampler) {
		io.opentelemetry.api.trace.Tracer open = SdkTracerProvider.builder()
			.setSampler(sampler)
			.build()
			.get("benchmark");
		OtelTracer tracer = new OtelTracer(open, new OtelCurrentTraceContext(), (event) -> {
			// nobody listens
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), open);
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
	}

	/** An event is published and fanned out. */
	@Benchmark
	public void event() {
		this.tracing.publish(this.event,
				(trace) -> this.tracing
					.fanOut(new EncodedEvent(RealtimeEvent.RESOURCE, this.event.id(), List.of("/channels/42"),
							List.of(), JSON, JSON, trace))
					.end());
	}

	/** A write to a socket is over. */
	@Benchmark
	public void lag() {
		this.lag.record(this.nanos++ & 0xfffff, TimeUnit.NANOSECONDS);
	}

}
