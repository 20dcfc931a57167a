package dev.realtime.attack;

import java.io.Closeable;
import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatcher;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

/**
 * A guard of the product: a method that can be replaced, in the running application, by
 * one that lets everything through. So nothing in the product knows how to switch a guard
 * off.
 *
 * @param method class and method, below {@code dev.realtime}; its parameters follow where
 * there are several of that name
 * @param off how it is replaced
 * @param noticedBy rows of the table, and tests, each of which has to fail without it
 */
record Guard(String method, UnaryOperator<DynamicType.Builder<?>> off, List<String> noticedBy) {

	/** The guard answers always the same. */
	static Guard says(String method, Object answer, String... noticedBy) {
		return intercepted(method, FixedValue.value(answer), noticedBy);
	}

	/** The guard does nothing, and finds nothing. */
	static Guard asleep(String method, String... noticedBy) {
		return intercepted(method, StubMethod.INSTANCE, noticedBy);
	}

	/** The guard returns what it was given. */
	static Guard passes(String method, String... noticedBy) {
		return intercepted(method, FixedValue.argument(0), noticedBy);
	}

	/** Something careless of {@link LetThrough} works in the guard's place. */
	static Guard replaced(String method, String by, String... noticedBy) {
		return intercepted(method, MethodDelegation.withDefaultConfiguration().filter(named(by)).to(LetThrough.class),
				noticedBy);
	}

	/** The guard is deceived about what it was given, or what it found. */
	static Guard deceived(String method, Class<?> advice, String... noticedBy) {
		return new Guard(method, (type) -> type.visit(Advice.to(advice).on(matcher(method))), List.of(noticedBy));
	}

	private static Guard intercepted(String method, Implementation implementation, String... noticedBy) {
		return new Guard(method, (type) -> type.method(isDeclaredBy(type.toTypeDescription()).and(matcher(method)))
			.intercept(implementation), List.of(noticedBy));
	}

	private static ElementMatcher<MethodDescription> matcher(String method) {
		String name = name(method).substring(name(method).lastIndexOf('.') + 1);
		String parameters = method.substring(name(method).length());
		return (candidate) -> candidate.getActualName().equals(name)
				&& (parameters.isEmpty() || parameters.equals(parameters(candidate)));
	}

	private static String parameters(MethodDescription method) {
		return method.getParameters()
			.asTypeList()
			.asErasures()
			.stream()
			.map((type) -> type.getSimpleName())
			.collect(Collectors.joining(",", "(", ")"));
	}

	private static String name(String method) {
		return method.split("\\(", 2)[0];
	}

	/**
	 * Switches the guard off.
	 * @return switches it on again when it is closed
	 */
	Closeable switchOff() throws Exception {
		Class<?> type = Class
			.forName("dev.realtime." + name(this.method).substring(0, name(this.method).lastIndexOf('.')));
		ClassFileLocator original = ClassFileLocator.ForClassLoader.of(type.getClassLoader());
		DynamicType.Builder<?> builder = new ByteBuddy().with(TypeValidation.DISABLED)
			.with(Implementation.Context.Disabled.Factory.INSTANCE)
			.redefine(type, original);
		byte[] changed = this.off.apply(builder).make().getBytes();
		byte[] unchanged = original.locate(type.getName()).resolve();
		Instrumentation instrumentation = ByteBuddyAgent.install();
		instrumentation.redefineClasses(new ClassDefinition(type, changed));
		return () -> {
			try {
				instrumentation.redefineClasses(new ClassDefinition(type, unchanged));
			}
			catch (ReflectiveOperationException | UnmodifiableClassException ex) {
				throw new IOException(ex);
			}
		};
	}

	@Override
	public String toString() {
		return this.method;
	}

}
