package dev.realtime.actuate;

import java.util.List;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

/** Carries spans as W3C says: {@code traceparent: 00-<trace id>-<span id>-01}. */
final class TraceparentPropagator implements Propagator {

	private static final String NAME = "traceparent";

	private final Tracer tracer;

	TraceparentPropagator(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public List<String> fields() {
		return List.of(NAME);
	}

	@Override
	public <C> void inject(TraceContext context, C carrier, Setter<C> setter) {
		setter.set(carrier, NAME, "00-" + context.traceId() + "-" + context.spanId() + "-01");
	}

	@Override
	public <C> Span.Builder extract(C carrier, Getter<C> getter) {
		Span.Builder span = this.tracer.spanBuilder();
		String value = getter.get(carrier, NAME);
		if (value != null) {
			String[] parts = value.split("-");
			span.setParent(this.tracer.traceContextBuilder().traceId(parts[1]).spanId(parts[2]).sampled(true).build());
		}
		return span;
	}

}
