package dev.realtime.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

import dev.realtime.PublicationFailures;
import dev.realtime.ReportSection;
import dev.realtime.history.HistoryProperties;

/** How many rooms there are, and which are the largest. */
record RoomsReport(RoomBroker broker, HistoryProperties history,
		PublicationFailures failures) implements ReportSection {

	private static final int TOP = 20;

	@Override
	public String name() {
		return "rooms";
	}

	@Override
	public String summary() {
		return this.broker.isRelayed() ? "broker joined to other nodes" : "embedded broker";
	}

	@Override
	public Object details() {
		BrokerStatistics statistics = this.broker.statistics();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("broker", this.broker.isRelayed() ? "relay" : "embedded");
		details.put("rooms", this.broker.roomCount());
		details.put("subscriptions", Math.max(0, statistics.joins() - statistics.leaves()));
		details.put("joins", statistics.joins());
		details.put("leaves", statistics.leaves());
		details.put("publications", sums(statistics.published()));
		details.put("failed", this.failures.count());
		details.put("deliveries", statistics.deliveries());
		details.put("recoveries", sums(statistics.recoveries()));
		Map<String, Object> history = new LinkedHashMap<>();
		history.put("memory", this.broker.memory());
		history.put("maxMemory", this.history.maxMemory().toBytes());
		history.put("size", this.history.size());
		history.put("ttl", this.history.ttl().toString());
		details.put("history", history);
		details.put("top", this.broker.largest(TOP));
		return details;
	}

	private static Map<String, Long> sums(Map<String, LongAdder> counts) {
		Map<String, Long> sums = new TreeMap<>();
		counts.forEach((name, count) -> sums.put(name, count.sum()));
		return sums;
	}

}
