package dev.realtime.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeEvent;

/**
 * What the broker did so far.
 * <p>
 * Thread-safe.
 */
public final class BrokerStatistics {

	private final Map<String, LongAdder> published = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> recoveries = new ConcurrentHashMap<>();

	private final LongAdder deliveries = new LongAdder();

	private final LongAdder joins = new LongAdder();

	private final LongAdder leaves = new LongAdder();

	BrokerStatistics() {
		// all there is, so that nothing has to be created while events flow
		for (String action : new String[] { RealtimeEvent.CREATED, RealtimeEvent.UPDATED, RealtimeEvent.DELETED,
				"custom", "resync" }) {
			this.published.put(action, new LongAdder());
		}
		this.recoveries.put("recovered", new LongAdder());
		this.recoveries.put("lost", new LongAdder());
	}

	void published(RealtimeEvent event) {
		LongAdder count = this.published.get(action(event));
		if (count != null) {
			count.increment();
		}
	}

	/**
	 * How an event counts.
	 * @param event the event
	 * @return {@code created}, {@code updated}, {@code deleted}, {@code custom} or
	 * {@code resync}
	 */
	public static String action(RealtimeEvent event) {
		String action = event.name().equals(RealtimeEvent.RESYNC) ? "resync" : event.action();
		return (action != null) ? action : "custom";
	}

	void delivered(int receivers) {
		this.deliveries.add(receivers);
	}

	void joined(@Nullable Boolean recovered) {
		this.joins.increment();
		if (recovered != null) {
			LongAdder count = this.recoveries.get(recovered ? "recovered" : "lost");
			if (count != null) {
				count.increment();
			}
		}
	}

	void left() {
		this.leaves.increment();
	}

	/**
	 * Events so far.
	 * @return by action: {@code created}, {@code updated}, {@code deleted},
	 * {@code custom}, {@code resync}
	 */
	public Map<String, LongAdder> published() {
		return this.published;
	}

	/**
	 * Recoveries asked for so far.
	 * @return by outcome: {@code recovered} or {@code lost}
	 */
	public Map<String, LongAdder> recoveries() {
		return this.recoveries;
	}

	public long deliveries() {
		return this.deliveries.sum();
	}

	public long joins() {
		return this.joins.sum();
	}

	public long leaves() {
		return this.leaves.sum();
	}

}
