package dev.realtime.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.realtime.relay.Relay;

/**
 * Measures the link between nodes.
 *
 * @param relay the link
 */
record RelayMetrics(Relay relay) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		RealtimeMeter.RELAY_CONNECTED.gauge(registry, () -> this.relay.state().connected() ? 1 : 0);
		RealtimeMeter.RELAY_NODES.gauge(registry, () -> this.relay.state().otherNodes());
		RealtimeMeter.RELAY_WAITING.gauge(registry, () -> this.relay.state().waitingEvents());
		RealtimeMeter.RELAY_WAITING_BYTES.gauge(registry, () -> this.relay.state().waitingBytes());
		RealtimeMeter.RELAY_LOST.counter(registry, this, () -> this.relay.state().lostEvents());
	}

}
