package dev.realtime.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import dev.realtime.ReportSection;
import dev.realtime.broker.RoomBroker;
import dev.realtime.broker.RoomState;

/**
 * Actuator endpoint {@code realtime}: what was found, and how things are now.
 *
 * @since 0.1
 */
@Endpoint(id = "realtime")
public class RealtimeReportEndpoint {

	private final List<ReportSection> sections;

	private final @Nullable RoomBroker broker;

	RealtimeReportEndpoint(List<ReportSection> sections, @Nullable RoomBroker broker) {
		this.sections = sections;
		this.broker = broker;
	}

	/**
	 * Reports.
	 * @param room the name of a room to look at too, as in
	 * {@code /actuator/realtime?room=/channels/42}
	 * @return the sections by name, and {@code room} if one was asked for: {@code null}
	 * if nobody is in it and nothing is kept of it
	 */
	@ReadOperation
	public Map<String, @Nullable Object> report(@Nullable String room) {
		Map<String, @Nullable Object> report = new LinkedHashMap<>();
		this.sections.forEach((section) -> report.put(section.name(), section.details()));
		if (room != null) {
			report.put("room", state(room));
		}
		return report;
	}

	private @Nullable RoomState state(String room) {
		return (this.broker != null) ? this.broker.state(room) : null;
	}

}
