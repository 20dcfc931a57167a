package dev.realtime.broker;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.ReportSection;

/** How many rooms there are, and which are the largest. */
record RoomsReport(RoomBroker broker) implements ReportSection {

	private static final int TOP = 10;

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
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("rooms", this.broker.roomCount());
		details.put("historyMemory", this.broker.memory());
		details.put("joins", this.broker.statistics().joins());
		details.put("deliveries", this.broker.statistics().deliveries());
		details.put("largest", this.broker.largest(TOP));
		return details;
	}

}
