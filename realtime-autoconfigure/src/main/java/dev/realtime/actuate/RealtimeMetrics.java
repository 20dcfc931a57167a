package dev.realtime.actuate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.realtime.PublicationFailures;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connections;
import dev.realtime.connection.EverySecond;

/**
 * Counts what happens. No meter carries a room or a user: their number has no bound.
 * <p>
 * Codes appear as meters once they have happened, within a second.
 */
class RealtimeMetrics implements MeterBinder, EverySecond {

	private final Connections connections;

	private final RoomBroker broker;

	private final PublicationFailures failures;

	private volatile MeterRegistry[] registries = {};

	RealtimeMetrics(Connections connections, RoomBroker broker, PublicationFailures failures) {
		this.connections = connections;
		this.broker = broker;
		this.failures = failures;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		gauge(registry, "realtime.connections", "Open sockets", () -> this.connections.all().size());
		gauge(registry, "realtime.users", "Users with an open connection", this.connections::userCount);
		gauge(registry, "realtime.rooms", "Rooms with members or history", this.broker::roomCount);
		gauge(registry, "realtime.history.memory", "Bytes of all histories, by estimate", this.broker::memory);
		gauge(registry, "realtime.writers.stuck", "Writers that wait for a client to read",
				this.connections.writers()::stuck);
		counter(registry, "realtime.connections.opened", "Connections that were authenticated",
				this.connections::openedCount);
		counter(registry, "realtime.joins", "Rooms entered", this.broker.statistics()::joins);
		counter(registry, "realtime.deliveries", "Events put in line for a client",
				this.broker.statistics()::deliveries);
		counter(registry, "realtime.publications.failed", "Events that could not be told", this.failures::count);
		counters(registry, "realtime.publications", "Events told", "action", this.broker.statistics().published());
		counters(registry, "realtime.limits", "Limits that clients met", "limit", this.connections.limits().exceeded());
		counters(registry, "realtime.recoveries", "Joins that asked for what was missed", "outcome",
				this.broker.statistics().recoveries());
		MeterRegistry[] more = new MeterRegistry[this.registries.length + 1];
		System.arraycopy(this.registries, 0, more, 0, this.registries.length);
		more[more.length - 1] = registry;
		this.registries = more;
		tick();
	}

	@Override
	public void tick() {
		for (MeterRegistry registry : this.registries) {
			newCounters(registry, "realtime.refusals", "Requests and connections refused", "code",
					this.connections.refusals());
			newCounters(registry, "realtime.connections.closed", "Connections closed", "code",
					this.connections.closes());
		}
	}

	private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
		Gauge.builder(name, value).description(description).register(registry);
	}

	/**
	 * The registry holds what it counts weakly: this bean, which lives as long as it
	 * does.
	 */
	private void counter(MeterRegistry registry, String name, String description, LongSupplier count) {
		FunctionCounter.builder(name, this, (metrics) -> count.getAsLong()).description(description).register(registry);
	}

	private static void counters(MeterRegistry registry, String name, String description, String tag,
			Map<?, LongAdder> counts) {
		counts.forEach((code, count) -> FunctionCounter.builder(name, count, LongAdder::doubleValue)
			.tag(tag, String.valueOf(code))
			.description(description)
			.register(registry));
	}

	/** Those that have happened since the last look; a registry warns of what it has. */
	private static void newCounters(MeterRegistry registry, String name, String description, String tag,
			Map<?, LongAdder> counts) {
		Map<Object, LongAdder> fresh = new HashMap<>(counts);
		fresh.keySet().removeIf((code) -> registry.find(name).tag(tag, String.valueOf(code)).functionCounter() != null);
		counters(registry, name, description, tag, fresh);
	}

}
