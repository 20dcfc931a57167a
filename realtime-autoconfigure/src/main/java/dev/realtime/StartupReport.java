package dev.realtime;

import java.util.List;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Says in one line what the starter found and does. Not API. */
public class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(StartupReport.class);

	private final List<ReportSection> sections;

	/**
	 * Reports once the application is ready.
	 * @param sections what each feature says, in order
	 */
	public StartupReport(List<ReportSection> sections) {
		this.sections = sections;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		logger.info(line());
	}

	String line() {
		return this.sections.stream()
			.map(ReportSection::summary)
			.filter((summary) -> !summary.isEmpty())
			.collect(Collectors.joining(", ", "realtime: ", ""));
	}

}
