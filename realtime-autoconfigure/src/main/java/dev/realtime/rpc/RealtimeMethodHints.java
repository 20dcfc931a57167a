package dev.realtime.rpc;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.messaging.handler.annotation.Header;

/**
 * What a method that clients call needs in a native image: to be invoked, its body read
 * and its result written as JSON.
 */
final class RealtimeMethodHints implements ReflectiveProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			for (Parameter parameter : method.getParameters()) {
				if (!parameter.isAnnotationPresent(Header.class)) {
					this.binding.registerReflectionHints(hints, parameter.getParameterizedType());
				}
			}
			this.binding.registerReflectionHints(hints, method.getGenericReturnType());
		}
	}

}
