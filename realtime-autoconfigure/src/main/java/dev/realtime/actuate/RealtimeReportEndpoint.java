package dev.realtime.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import dev.realtime.ReportSection;

/**
 * Actuator endpoint {@code /actuator/realtime}: what announces, who may enter, how many
 * are there.
 *
 * @since 0.1
 */
@Endpoint(id = "realtime")
public class RealtimeReportEndpoint {

	private final List<ReportSection> sections;

	RealtimeReportEndpoint(List<ReportSection> sections) {
		this.sections = sections;
	}

	/**
	 * What each feature says of itself, by its name.
	 * @return the report
	 */
	@ReadOperation
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		this.sections.forEach((section) -> report.put(section.name(), section.details()));
		return report;
	}

}
