package dev.realtime.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Everything that is measured, each with the name, the kind and the description that
 * {@code docs/observability.md} has.
 */
enum RealtimeMeter {

	CONNECTIONS("realtime.connections", Kind.GAUGE, "open sockets"),

	SESSIONS("realtime.sessions", Kind.GAUGE, "connections of users, which are those after CONNECT"),

	USERS("realtime.users", Kind.GAUGE, "users with an open connection"),

	CONNECTIONS_OPENED("realtime.connections.opened", Kind.COUNTER, "connections that were authenticated"),

	CONNECTIONS_CLOSED("realtime.connections.closed", Kind.COUNTER,
			"connections closed, by WebSocket close code and its name", "code", "reason"),

	SUBSCRIPTIONS("realtime.subscriptions", Kind.GAUGE, "stays of clients in rooms"),

	ROOMS("realtime.rooms", Kind.GAUGE, "rooms with members or history"),

	JOINS("realtime.joins", Kind.COUNTER, "rooms entered"),

	LEAVES("realtime.leaves", Kind.COUNTER, "rooms left, by the client or by force"),

	REFUSALS("realtime.refusals", Kind.COUNTER, "requests and connections refused, by the code the client got", "code"),

	LIMITS("realtime.limits", Kind.COUNTER, "limits that clients met", "limit"),

	RECOVERIES("realtime.recoveries", Kind.COUNTER,
			"joins that asked for what was missed: `recovered`, or `lost` where the client has to fetch again",
			"outcome"),

	PUBLICATIONS("realtime.publications", Kind.COUNTER,
			"events by action (`created`, `updated`, `deleted`, `custom`, `resync`) and outcome (`told`, `failed`)",
			"action", "outcome"),

	PUBLICATIONS_FAILED("realtime.publications.failed", Kind.COUNTER, "events that could not be told; should be 0"),

	DELIVERIES("realtime.deliveries", Kind.COUNTER, "events put in line for a client"),

	PUBLISH(EventObservations.PUBLISH, Kind.OBSERVATION,
			"time to take an event in; outside a transaction also to fan it out", EventObservations.KIND),

	FAN_OUT(EventObservations.FAN_OUT, Kind.OBSERVATION,
			"time from where an event leaves, after the commit, until every connection in its rooms has it in line",
			EventObservations.KIND),

	DELIVERY_LAG("realtime.delivery.lag", Kind.HISTOGRAM,
			"time from where an event leaves until a client's socket took it; for each write the oldest event in it"),

	BUFFERED("realtime.buffered", Kind.GAUGE, "bytes in line for clients"),

	BUFFERED_MAX("realtime.buffered.max", Kind.GAUGE, "bytes in line for the client that is furthest behind"),

	WRITERS_STUCK("realtime.writers.stuck", Kind.GAUGE, "threads that wait for a client to read"),

	HISTORY_MEMORY("realtime.history.memory", Kind.GAUGE, "bytes of all histories, by estimate"),

	CALLS("realtime.calls", Kind.TIMER,
			"calls of `@RealtimeMethod`s: `result`, `error` (an `RpcException`), `refused`, `timeout`, `internal`",
			"outcome"),

	PUSHES("realtime.pushes", Kind.COUNTER, "requests of other back ends: `accepted`, or the code of the problem",
			"outcome"),

	RELAY_CONNECTED("realtime.relay.connected", Kind.GAUGE, "1 while the node is joined with the others, else 0"),

	RELAY_NODES("realtime.relay.nodes", Kind.GAUGE, "other nodes that were heard of lately"),

	RELAY_WAITING("realtime.relay.waiting", Kind.GAUGE, "events that have not come back from the broker yet"),

	RELAY_WAITING_BYTES("realtime.relay.waiting.bytes", Kind.GAUGE, "bytes of them"),

	RELAY_LOST("realtime.relay.lost", Kind.COUNTER,
			"events for which `realtime.relay.buffer` had no room; their rooms fetch again");

	/** Where the time of a delivery falls. */
	private static final Duration[] BUCKETS = { Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
			Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10) };

	private final String id;

	private final Kind kind;

	private final String description;

	private final String[] tags;

	RealtimeMeter(String id, Kind kind, String description, String... tags) {
		this.id = id;
		this.kind = kind;
		this.description = description;
		this.tags = tags;
	}

	void gauge(MeterRegistry registry, DoubleSupplier value) {
		Gauge.builder(this.id, value::getAsDouble).description(this.description).register(registry);
	}

	/**
	 * Counts what is counted elsewhere, unless the registry has it already.
	 * @param registry the registry
	 * @param count tells the count; the registry holds it weakly, so its owner has to
	 * live
	 * @param values of the tags
	 */
	<T> void counter(MeterRegistry registry, T owner, LongSupplier count, String... values) {
		Tags tags = tags(values);
		if (registry.find(this.id).tags(tags).functionCounter() == null) {
			FunctionCounter.builder(this.id, owner, (ignored) -> count.getAsLong())
				.tags(tags)
				.description(this.description)
				.register(registry);
		}
	}

	Counter counter(MeterRegistry registry) {
		return Counter.builder(this.id).description(this.description).register(registry);
	}

	<T> void timer(MeterRegistry registry, T owner, LongSupplier count, LongSupplier nanos, String... values) {
		FunctionTimer
			.builder(this.id, owner, (ignored) -> count.getAsLong(), (ignored) -> nanos.getAsLong(),
					TimeUnit.NANOSECONDS)
			.tags(tags(values))
			.description(this.description)
			.register(registry);
	}

	Timer histogram(MeterRegistry registry) {
		return Timer.builder(this.id).description(this.description).serviceLevelObjectives(BUCKETS).register(registry);
	}

	private Tags tags(String... values) {
		Tags tags = Tags.empty();
		for (int i = 0; i < values.length; i++) {
			tags = tags.and(this.tags[i], values[i]);
		}
		return tags;
	}

	String id() {
		return this.id;
	}

	Kind kind() {
		return this.kind;
	}

	/** The row that documents it. */
	String row() {
		String tags = (this.tags.length > 0) ? "{" + String.join(",", this.tags) + "}" : "";
		return "| `" + this.id + tags + "` | " + this.kind.text + " | " + this.description + " |\n";
	}

	/** What kind of meter it is. */
	enum Kind {

		GAUGE("gauge"), COUNTER("counter"), TIMER("timer"), HISTOGRAM("timer with histogram"),

		/** Made by an observation, with its error as another tag. */
		OBSERVATION("timer of an observation");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
