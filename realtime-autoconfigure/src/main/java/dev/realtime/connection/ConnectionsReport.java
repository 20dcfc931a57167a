package dev.realtime.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

import dev.realtime.ReportSection;

/** Where clients connect, how many there are, and how much each may do. */
record ConnectionsReport(EndpointProperties endpoint, ConnectionProperties limits,
		Connections connections) implements ReportSection {

	@Override
	public String name() {
		return "connections";
	}

	@Override
	public String summary() {
		return "endpoint " + this.endpoint.path();
	}

	@Override
	public Object details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("endpoint", this.endpoint.path());
		details.put("allowedOrigins", this.endpoint.allowedOrigins());
		details.put("sockets", this.connections.all().size());
		details.put("sessions", this.connections.all().stream().filter(Connection::isOpen).count());
		details.put("users", this.connections.userCount());
		details.put("opened", this.connections.openedCount());
		details.put("closed", sums(this.connections.closes()));
		details.put("refused", sums(this.connections.refusals()));
		details.put("buffered", this.connections.all().stream().mapToLong(Connection::backlog).sum());
		details.put("limits", bounds());
		details.put("limitsMet", sums(this.connections.limits().exceeded()));
		return details;
	}

	private Map<String, Object> bounds() {
		Map<String, Object> limits = new LinkedHashMap<>();
		limits.put("connectTimeout", this.limits.connectTimeout().toString());
		limits.put("heartbeat", this.limits.heartbeat().toString());
		limits.put("maxRooms", this.limits.maxRooms());
		limits.put("maxMessageSize", this.limits.maxMessageSize().toString());
		limits.put("maxHeaders", this.limits.maxHeaders());
		limits.put("maxFrames", this.limits.maxFrames());
		limits.put("maxJoins", this.limits.maxJoins());
		limits.put("maxRefusals", this.limits.maxRefusals());
		limits.put("maxPerUser", this.limits.maxPerUser());
		limits.put("maxPerAddress", this.limits.maxPerAddress());
		limits.put("sendBuffer", this.limits.sendBuffer().toString());
		limits.put("sendTimeout", this.limits.sendTimeout().toString());
		return limits;
	}

	private static Map<String, Long> sums(Map<?, LongAdder> counts) {
		Map<String, Long> sums = new TreeMap<>();
		counts.forEach((name, count) -> sums.put(String.valueOf(name), count.sum()));
		return sums;
	}

}
