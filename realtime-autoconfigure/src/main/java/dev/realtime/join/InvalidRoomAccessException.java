package dev.realtime.join;

import java.lang.reflect.Method;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A method annotated with {@link RoomAccess} that can never decide. */
class InvalidRoomAccessException extends RuntimeException {

	private static final long serialVersionUID = 1;

	private final String remedy;

	InvalidRoomAccessException(String beanName, Method method, String fault, String remedy) {
		super("@RoomAccess method " + method.getDeclaringClass().getSimpleName() + "." + method.getName() + " of bean '"
				+ beanName + "' " + fault + ".");
		this.remedy = remedy;
	}

	/** Says at the start what to do. */
	static class Analyzer extends AbstractFailureAnalyzer<InvalidRoomAccessException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, InvalidRoomAccessException cause) {
			return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy, cause);
		}

	}

}
