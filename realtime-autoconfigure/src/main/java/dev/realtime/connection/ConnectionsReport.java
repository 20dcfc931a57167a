package dev.realtime.connection;

import java.util.LinkedHashMap;
import java.util.Map;

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
		details.put("users", this.connections.userCount());
		details.put("opened", this.connections.openedCount());
		Map<String, Object> limits = new LinkedHashMap<>();
		limits.put("connectTimeout", this.limits.connectTimeout().toString());
		limits.put("heartbeat", this.limits.heartbeat().toString());
		limits.put("maxRooms", this.limits.maxRooms());
		limits.put("maxMessageSize", this.limits.maxMessageSize().toString());
		limits.put("sendBuffer", this.limits.sendBuffer().toString());
		limits.put("sendTimeout", this.limits.sendTimeout().toString());
		details.put("limits", limits);
		return details;
	}

}
