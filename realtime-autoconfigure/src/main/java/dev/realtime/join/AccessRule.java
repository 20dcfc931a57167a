package dev.realtime.join;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ReflectionUtils;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.room.RoomPattern;

/**
 * A bean method that decides for the rooms of one pattern, resolved once.
 *
 * @param pattern which rooms
 * @param publish whether it decides about sending too
 * @param method the method
 * @param bean the bean, looked up when first asked
 * @param arguments one for each parameter
 */
record AccessRule(RoomPattern pattern, boolean publish, Method method, Supplier<Object> bean, Argument[] arguments) {

	private static final DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	/** Where a parameter's value comes from. */
	@FunctionalInterface
	interface Argument {

		@Nullable Object resolve(Map<String, String> variables, RealtimeUser user, Room room);

	}

	/**
	 * Resolves a method.
	 * @param beanName the bean's name, for messages
	 * @param bean the bean
	 * @param method its method, to be invoked on the bean as it is
	 * @param annotation the method's annotation
	 * @param conversion converts the pattern's variables
	 * @return the rule
	 * @throws InvalidAnnotationException if the method can never decide
	 */
	static AccessRule of(String beanName, Supplier<Object> bean, Method method, RoomAccess annotation,
			ConversionService conversion) {
		if (method.getReturnType() != boolean.class && method.getReturnType() != Boolean.class) {
			throw new InvalidAnnotationException(RoomAccess.class, beanName, method,
					"returns " + method.getReturnType().getSimpleName(),
					"Let it return boolean: true lets the user in.");
		}
		RoomPattern pattern;
		try {
			pattern = RoomPattern.parse(annotation.value());
		}
		catch (RuntimeException ex) {
			throw new InvalidAnnotationException(RoomAccess.class, beanName, method,
					"has the pattern '" + annotation.value() + "', which is none: " + ex.getMessage(),
					"Write a path such as /channels/{channelId}.");
		}
		String[] parameters = names.getParameterNames(method);
		Argument[] arguments = new Argument[method.getParameterCount()];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = argument(beanName, method, i, (parameters != null) ? parameters[i] : null, annotation,
					conversion);
		}
		ReflectionUtils.makeAccessible(method);
		return new AccessRule(pattern, annotation.publish(), method, bean, arguments);
	}

	private static Argument argument(String beanName, Method method, int index, @Nullable String name,
			RoomAccess annotation, ConversionService conversion) {
		Class<?> type = method.getParameterTypes()[index];
		if (type == RealtimeUser.class || type == Principal.class) {
			return (variables, user, room) -> user;
		}
		if (name == null) {
			throw new InvalidAnnotationException(RoomAccess.class, beanName, method,
					"has parameters whose names are not in the class file", "Compile with -parameters.");
		}
		if (annotation.value().matches(".*\\{\\*?" + name + "(:.*)?\\}.*")) {
			TypeDescriptor target = new TypeDescriptor(new MethodParameter(method, index));
			TypeDescriptor source = TypeDescriptor.valueOf(String.class);
			if (!conversion.canConvert(source, target)) {
				throw new InvalidAnnotationException(RoomAccess.class, beanName, method,
						"wants '" + name + "' as " + type.getSimpleName() + ", into which no text can be converted",
						"Take it as String.");
			}
			return (variables, user, room) -> conversion.convert(variables.get(name), source, target);
		}
		if (type == String.class && name.equals("room")) {
			return (variables, user, room) -> room.name();
		}
		throw new InvalidAnnotationException(RoomAccess.class, beanName, method,
				"has a parameter '" + name + "' that pattern '" + annotation.value() + "' has no variable for",
				"Name it like a variable of the pattern, or take RealtimeUser or String room.");
	}

	/**
	 * Asks the method.
	 * @param variables the pattern's variables
	 * @param user who asks
	 * @param room where to
	 * @return whether the user may; a value of the wrong form never may
	 * @throws Exception what the method threw
	 */
	boolean admits(Map<String, String> variables, RealtimeUser user, Room room) throws Exception {
		Object[] values = new Object[this.arguments.length];
		try {
			for (int i = 0; i < values.length; i++) {
				values[i] = this.arguments[i].resolve(variables, user, room);
			}
		}
		catch (ConversionException ex) {
			return false;
		}
		try {
			return Boolean.TRUE.equals(this.method.invoke(this.bean.get(), values));
		}
		catch (InvocationTargetException ex) {
			if (ex.getTargetException() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/** The rule as a developer finds it. */
	String describe() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
