package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.realtime.push.PushStatistics;

/**
 * Measures pushes.
 *
 * @param statistics what became of them
 */
record PushMetrics(PushStatistics statistics) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.statistics.outcomes()
			.forEach((outcome, count) -> RealtimeMeter.PUSHES.counter(registry, this, count::sum, outcome));
		RealtimeMeter.LIMITS.counter(registry, this, this.statistics::forgottenCount, "remembered-pushes");
	}

}
