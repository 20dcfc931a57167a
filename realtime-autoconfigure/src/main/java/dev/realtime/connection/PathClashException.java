package dev.realtime.connection;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Two claim one path or one destination, so that one of them would never be reached. */
class PathClashException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	PathClashException(String message, String remedy) {
		super(message);
		this.remedy = remedy;
	}

	/** Says at the start what to do. */
	static class Analyzer extends AbstractFailureAnalyzer<PathClashException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, PathClashException cause) {
			return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy, cause);
		}

	}

}
