package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.realtime.rpc.CallStatistics;

/**
 * Measures calls.
 *
 * @param statistics what became of them
 */
record CallMetrics(CallStatistics statistics) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.statistics.ended()
			.forEach((outcome, ended) -> RealtimeMeter.CALLS.timer(registry, this, ended.calls()::sum,
					ended.nanos()::sum, outcome.id()));
	}

}
