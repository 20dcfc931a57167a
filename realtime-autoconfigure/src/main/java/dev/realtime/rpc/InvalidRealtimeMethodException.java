package dev.realtime.rpc;

import java.lang.reflect.Method;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A method annotated with {@link RealtimeMethod} that can never be called.
 */
class InvalidRealtimeMethodException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	InvalidRealtimeMethodException(String beanName, Method method, String fault, String remedy) {
		super("@RealtimeMethod " + method.getDeclaringClass().getSimpleName() + "." + method.getName() + " of bean '"
				+ beanName + "' " + fault + ".");
		this.remedy = remedy;
	}

	/** Says at the start what to do. */
	static class Analyzer extends AbstractFailureAnalyzer<InvalidRealtimeMethodException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, InvalidRealtimeMethodException cause) {
			return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy, cause);
		}

	}

}
