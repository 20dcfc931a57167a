package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.realtime.presence.Presence;

/**
 * Measures presence.
 *
 * @param presence who is in the rooms
 */
record PresenceMetrics(Presence presence) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		RealtimeMeter.LIMITS.counter(registry, this, this.presence::leftOutCount, "members");
	}

}
