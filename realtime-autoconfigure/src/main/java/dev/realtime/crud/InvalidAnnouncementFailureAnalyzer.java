package dev.realtime.crud;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with an announcing annotation, instead of a stack trace.
 */
final class InvalidAnnouncementFailureAnalyzer extends AbstractFailureAnalyzer<InvalidAnnouncementException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidAnnouncementException cause) {
		return new FailureAnalysis(cause.description(), cause.remedy(), cause);
	}

}
