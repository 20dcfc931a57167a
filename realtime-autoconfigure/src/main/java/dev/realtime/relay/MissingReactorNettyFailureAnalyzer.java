package dev.realtime.relay;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a person what the relay needs. */
class MissingReactorNettyFailureAnalyzer extends AbstractFailureAnalyzer<MissingReactorNettyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingReactorNettyException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Add the dependency io.projectreactor.netty:reactor-netty-core, whose version Spring Boot manages,"
						+ " or set realtime.broker=embedded.",
				cause);
	}

}
