package dev.realtime.connection;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells a person which key is missing or unusable, and what to do.
 */
class InvalidTokenKeyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTokenKeyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTokenKeyException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
