package dev.realtime.actuate;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeEvent;
import dev.realtime.SparingLog;
import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.Trace;
import dev.realtime.broker.Tracing;

/**
 * Observes events: {@code realtime.publish} where one is published, and below it
 * {@code realtime.fanout} where it leaves for its rooms, after the commit, perhaps on
 * another thread or node. So one trace leads from the request to the delivery.
 * <p>
 * What an observation handler throws is logged and stops no event.
 */
final class EventObservations implements Tracing {

	static final String PUBLISH = "realtime.publish";

	static final String FAN_OUT = "realtime.fanout";

	/** Tells events apart by what few kinds there are. */
	static final String KIND = "realtime.kind";

	static final String ID = "realtime.event.id";

	static final String ROOMS = "realtime.rooms";

	/** More rooms than these say nothing to who reads a trace. */
	private static final int MAX_ROOMS = 10;

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(EventObservations.class));

	private final ObservationRegistry registry;

	EventObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void publish(RealtimeEvent event, Consumer<@Nullable Trace> action) {
		Map<String, String> fields = new HashMap<>(4);
		Observation observation = start(() -> publishing(event, fields));
		if (observation.isNoop()) {
			action.accept(null);
			return;
		}
		try {
			observation.scoped(() -> action.accept(new Trace(fields, observation)));
		}
		finally {
			stop(observation);
		}
	}

	private Observation publishing(RealtimeEvent event, Map<String, String> fields) {
		SenderContext<Map<String, String>> context = new SenderContext<>(EventObservations::set, Kind.PRODUCER);
		context.setCarrier(fields);
		String kind = (event.action() != null) ? event.action() : kind(event.name());
		return describe(Observation.createNotStarted(PUBLISH, () -> context, this.registry), "publish", kind,
				event.id(), event.rooms());
	}

	private static void set(@Nullable Map<String, String> fields, String name, String value) {
		if (fields != null) {
			fields.put(name, value);
		}
	}

	@Override
	public FanOut fanOut(EncodedEvent event) {
		Observation observation = start(() -> fanningOut(event));
		return observation.isNoop() ? FanOut.UNTRACED : () -> stop(observation);
	}

	private Observation fanningOut(EncodedEvent event) {
		Observation observation = follow(event.trace());
		return describe(observation, "fan out", kind(event.name()), event.id(), event.rooms());
	}

	/**
	 * The carried fields lead to the span, not the parent observation alone: a tracer
	 * prefers the span that is current on this thread, and after a commit that is whoever
	 * committed.
	 */
	private Observation follow(@Nullable Trace trace) {
		if (trace == null) {
			return Observation.createNotStarted(FAN_OUT, this.registry);
		}
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, Kind.CONSUMER);
		context.setCarrier(trace.fields());
		Observation observation = Observation.createNotStarted(FAN_OUT, () -> context, this.registry);
		return (trace.origin() instanceof Observation publishing) ? observation.parentObservation(publishing)
				: observation;
	}

	private static String kind(String name) {
		return switch (name) {
			case RealtimeEvent.RESOURCE -> "resource";
			case RealtimeEvent.RESYNC -> "resync";
			default -> "custom";
		};
	}

	private static Observation describe(Observation observation, String what, String kind, String id,
			Iterable<String> rooms) {
		return observation.contextualName(what + " " + kind)
			.lowCardinalityKeyValue(KIND, kind)
			.highCardinalityKeyValue(ID, id)
			.highCardinalityKeyValue(ROOMS, text(rooms));
	}

	private static String text(Iterable<String> rooms) {
		StringBuilder text = new StringBuilder();
		int count = 0;
		for (String room : rooms) {
			if (++count > MAX_ROOMS) {
				return text.append(" ...").toString();
			}
			text.append((count > 1) ? " " : "").append(room);
		}
		return text.toString();
	}

	private Observation start(Supplier<Observation> observation) {
		if (this.registry.isNoop()) {
			return Observation.NOOP;
		}
		try {
			return observation.get().start();
		}
		catch (RuntimeException ex) {
			failures.warn("An event cannot be observed; it goes on", ex);
			return Observation.NOOP;
		}
	}

	private static void stop(Observation observation) {
		try {
			observation.stop();
		}
		catch (RuntimeException ex) {
			failures.warn("An event cannot be observed; it goes on", ex);
		}
	}

}
