package dev.realtime.actuate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

import dev.realtime.PublicationFailed;
import dev.realtime.broker.BrokerStatistics;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
import dev.realtime.connection.EverySecond;
import dev.realtime.protocol.CloseCode;

/**
 * Measures connections and rooms. No meter carries a room or a user: their number has no
 * bound. Most are read where they are counted anyway, when somebody asks; only the lag is
 * recorded, once for each write to a socket.
 * <p>
 * Codes of an application's own appear once they have happened, within a second.
 */
class RealtimeMetrics
		implements MeterBinder, EverySecond, ApplicationListener<PayloadApplicationEvent<PublicationFailed>>, Ordered {

	private static final String OTHER = "other";

	private final Connections connections;

	private final RoomBroker broker;

	private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final List<Counter> failures = new CopyOnWriteArrayList<>();

	private final List<Timer> lags = new CopyOnWriteArrayList<>();

	/** How many codes came up so far; touched by the clock alone. */
	private int codes;

	RealtimeMetrics(Connections connections, RoomBroker broker) {
		this.connections = connections;
		this.broker = broker;
		broker.statistics().published().keySet().forEach((action) -> this.failed.put(action, new LongAdder()));
		connections.writers().measure(this::lagged);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindConnections(registry);
		bindRooms(registry);
		bindDeliveries(registry);
		this.failures.add(RealtimeMeter.PUBLICATIONS_FAILED.counter(registry));
		this.lags.add(RealtimeMeter.DELIVERY_LAG.histogram(registry));
		this.registries.add(registry);
		bindCodes(registry);
	}

	private void bindConnections(MeterRegistry registry) {
		RealtimeMeter.CONNECTIONS.gauge(registry, () -> this.connections.all().size());
		RealtimeMeter.SESSIONS.gauge(registry,
				() -> this.connections.all().stream().filter(Connection::isOpen).count());
		RealtimeMeter.USERS.gauge(registry, this.connections::userCount);
		RealtimeMeter.CONNECTIONS_OPENED.counter(registry, this, this.connections::openedCount);
		RealtimeMeter.BUFFERED.gauge(registry,
				() -> this.connections.all().stream().mapToLong(Connection::backlog).sum());
		RealtimeMeter.BUFFERED_MAX.gauge(registry,
				() -> this.connections.all().stream().mapToInt(Connection::backlog).max().orElse(0));
		RealtimeMeter.WRITERS_STUCK.gauge(registry, this.connections.writers()::stuck);
		this.connections.limits()
			.exceeded()
			.forEach((limit, count) -> RealtimeMeter.LIMITS.counter(registry, this, count::sum, limit));
		for (CloseCode code : CloseCode.values()) {
			// from the start, or a first one would not be seen as an increase
			closed(registry, code.code());
		}
	}

	private void bindRooms(MeterRegistry registry) {
		BrokerStatistics statistics = this.broker.statistics();
		RealtimeMeter.ROOMS.gauge(registry, this.broker::roomCount);
		RealtimeMeter.SUBSCRIPTIONS.gauge(registry, () -> Math.max(0, statistics.joins() - statistics.leaves()));
		RealtimeMeter.JOINS.counter(registry, this, statistics::joins);
		RealtimeMeter.LEAVES.counter(registry, this, statistics::leaves);
		RealtimeMeter.HISTORY_MEMORY.gauge(registry, this.broker::memory);
		statistics.recoveries()
			.forEach((outcome, count) -> RealtimeMeter.RECOVERIES.counter(registry, this, count::sum, outcome));
	}

	private void bindDeliveries(MeterRegistry registry) {
		BrokerStatistics statistics = this.broker.statistics();
		RealtimeMeter.DELIVERIES.counter(registry, this, statistics::deliveries);
		statistics.published()
			.forEach((action, count) -> RealtimeMeter.PUBLICATIONS.counter(registry, this, count::sum, action, "told"));
		this.failed.forEach(
				(action, count) -> RealtimeMeter.PUBLICATIONS.counter(registry, this, count::sum, action, "failed"));
	}

	/** A code that came up for the first time gets its meter. */
	@Override
	public void tick() {
		int codes = this.connections.refusals().size() + this.connections.closes().size();
		if (codes != this.codes) {
			this.codes = codes;
			this.registries.forEach(this::bindCodes);
		}
	}

	private void bindCodes(MeterRegistry registry) {
		this.connections.refusals()
			.forEach((code, count) -> RealtimeMeter.REFUSALS.counter(registry, this, count::sum, code));
		this.connections.closes().keySet().forEach((code) -> closed(registry, code));
	}

	private void closed(MeterRegistry registry, int code) {
		Map<Integer, LongAdder> closes = this.connections.closes();
		RealtimeMeter.CONNECTIONS_CLOSED.counter(registry, this, () -> {
			LongAdder count = closes.get(code);
			return (count != null) ? count.sum() : 0;
		}, String.valueOf(code), reason(code));
	}

	private static String reason(int code) {
		for (CloseCode known : CloseCode.values()) {
			if (known.code() == code) {
				return known.reason();
			}
		}
		return OTHER;
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<PublicationFailed> event) {
		LongAdder count = this.failed.get(BrokerStatistics.action(event.getPayload().event()));
		if (count != null) {
			count.increment();
		}
		this.failures.forEach(Counter::increment);
	}

	/** Before listeners of the application, which may throw. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	private void lagged(long nanos) {
		for (Timer lag : this.lags) {
			lag.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

}
