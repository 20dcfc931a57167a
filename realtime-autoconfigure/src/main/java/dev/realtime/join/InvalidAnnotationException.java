package dev.realtime.join;

import java.lang.reflect.Method;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** An annotated method that can never do what its annotation says. */
class InvalidAnnotationException extends RuntimeException {

	private static final long serialVersionUID = 1;

	private final String remedy;

	InvalidAnnotationException(Class<?> annotation, String beanName, Method method, String fault, String remedy) {
		super("@" + annotation.getSimpleName() + " method " + method.getDeclaringClass().getSimpleName() + "."
				+ method.getName() + " of bean '" + beanName + "' " + fault + ".");
		this.remedy = remedy;
	}

	/** Says at the start what to do. */
	static class Analyzer extends AbstractFailureAnalyzer<InvalidAnnotationException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, InvalidAnnotationException cause) {
			return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy, cause);
		}

	}

}
