package dev.realtime.room;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * What the expressions of one method may name, with the declared types: the entity as
 * root, the method's arguments, {@code #result}, {@code #user} and beans. Not API.
 * <p>
 * Immutable and thread-safe.
 */
public final class TemplateScope {

	private static final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	private final Map<String, Integer> arguments;

	private final ResolvableType[] argumentTypes;

	private final BeanFactory beans;

	private final StandardEvaluationContext shared;

	private final boolean argumentNamesKnown;

	private final @Nullable ResolvableType entity;

	private final @Nullable ResolvableType result;

	private TemplateScope(Map<String, Integer> arguments, ResolvableType[] argumentTypes, BeanFactory beans,
			StandardEvaluationContext shared, boolean argumentNamesKnown, @Nullable ResolvableType entity,
			@Nullable ResolvableType result) {
		this.arguments = arguments;
		this.argumentTypes = argumentTypes;
		this.beans = beans;
		this.shared = shared;
		this.argumentNamesKnown = argumentNamesKnown;
		this.entity = entity;
		this.result = result;
	}

	/**
	 * A scope without a method: user and beans.
	 * @param beans where beans are looked up
	 * @return the scope
	 */
	public static TemplateScope of(BeanFactory beans) {
		return new TemplateScope(Map.of(), new ResolvableType[0], beans, shared(beans), true, null, null);
	}

	/**
	 * The scope of a method before it is called: arguments, user and beans.
	 * @param declared the method that carries the annotation; its parameter names count
	 * first
	 * @param method the method that runs
	 * @param targetClass the class of the bean, which resolves type variables
	 * @param beans where beans are looked up
	 * @return the scope
	 */
	public static TemplateScope of(Method declared, Method method, Class<?> targetClass, BeanFactory beans) {
		Map<String, Integer> arguments = new LinkedHashMap<>();
		ResolvableType[] types = new ResolvableType[method.getParameterCount()];
		for (int i = 0; i < types.length; i++) {
			types[i] = ResolvableType.forMethodParameter(method, i, targetClass);
		}
		boolean known = addNames(arguments, declared) | addNames(arguments, method) | types.length == 0;
		for (int i = 0; i < types.length; i++) {
			arguments.putIfAbsent("p" + i, i);
			arguments.putIfAbsent("a" + i, i);
		}
		return new TemplateScope(arguments, types, beans, shared(beans), known, null, null);
	}

	private static StandardEvaluationContext shared(BeanFactory beans) {
		StandardEvaluationContext shared = new StandardEvaluationContext();
		shared.addPropertyAccessor(new MapAccessor(false));
		shared.setBeanResolver(new BeanFactoryResolver(beans));
		return shared;
	}

	private static boolean addNames(Map<String, Integer> arguments, Method method) {
		@Nullable String @Nullable [] names = parameterNames.getParameterNames(method);
		if (names == null) {
			return false;
		}
		for (int i = 0; i < names.length; i++) {
			String name = names[i];
			if (name != null) {
				arguments.putIfAbsent(name, i);
			}
		}
		return true;
	}

	/**
	 * Adds the root.
	 * @param entity the declared type of the entity; {@link ResolvableType#NONE} if it is
	 * not known, so that nothing can be checked
	 * @return a scope with that root
	 */
	public TemplateScope withEntity(ResolvableType entity) {
		return new TemplateScope(this.arguments, this.argumentTypes, this.beans, this.shared, this.argumentNamesKnown,
				entity, this.result);
	}

	/**
	 * Adds {@code #result}.
	 * @param result its declared type; {@link ResolvableType#NONE} if it is not known
	 * @return a scope with that result
	 */
	public TemplateScope withResult(ResolvableType result) {
		return new TemplateScope(this.arguments, this.argumentTypes, this.beans, this.shared, this.argumentNamesKnown,
				this.entity, result);
	}

	/**
	 * The values of one call.
	 * @param arguments the arguments
	 * @param user tells who calls, if asked
	 * @param result what the method returned
	 * @param entity the root, {@code null} without one
	 * @return the values
	 */
	public TemplateValues values(@Nullable Object[] arguments, Supplier<? extends @Nullable Principal> user,
			@Nullable Object result, @Nullable Object entity) {
		return new TemplateValues(this, arguments, user, result, entity);
	}

	/**
	 * Where an argument stands.
	 * @param name its name
	 * @return its index, or -1 if there is none of that name
	 */
	public int argument(String name) {
		return this.arguments.getOrDefault(name, -1);
	}

	Set<String> argumentNames() {
		return this.arguments.keySet();
	}

	/**
	 * The declared type of an argument.
	 * @param index where it stands
	 * @return its type
	 */
	public ResolvableType argumentType(int index) {
		return this.argumentTypes[index];
	}

	int argumentCount() {
		return this.argumentTypes.length;
	}

	boolean argumentNamesKnown() {
		return this.argumentNamesKnown;
	}

	/**
	 * The declared type of the entity.
	 * @return {@code null} if there is none, {@link ResolvableType#NONE} if it is not
	 * known
	 */
	public @Nullable ResolvableType entity() {
		return this.entity;
	}

	@Nullable ResolvableType result() {
		return this.result;
	}

	BeanFactory beans() {
		return this.beans;
	}

	StandardEvaluationContext shared() {
		return this.shared;
	}

}
