package dev.realtime.room;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.BooleanLiteral;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.NullLiteral;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.util.StringUtils;

/**
 * Follows an expression along the declared types, so that a typo fails the start rather
 * than every call. Where a type is not known it has nothing to say.
 */
final class ExpressionCheck {

	private final String template;

	private final int offset;

	private final TemplateScope scope;

	ExpressionCheck(String template, int offset, TemplateScope scope) {
		this.template = template;
		this.offset = offset;
		this.scope = scope;
	}

	/**
	 * Checks an expression.
	 * @param node the root of its syntax tree
	 * @return the type of its value, {@link ResolvableType#NONE} if not known
	 */
	ResolvableType check(SpelNode node) {
		return check(node, this.scope.entity());
	}

	/** The type {@code null} says that there is no object at all. */
	private ResolvableType check(SpelNode node, @Nullable ResolvableType active) {
		if (node instanceof CompoundExpression) {
			return compound(node, active);
		}
		if (node instanceof PropertyOrFieldReference property) {
			return property(property, active);
		}
		if (node instanceof MethodReference method) {
			return method(method, active, active);
		}
		if (node instanceof VariableReference) {
			return variable(node, active);
		}
		if (node instanceof BeanReference) {
			return bean(node);
		}
		if (node instanceof FunctionReference) {
			throw problem(node, "functions are not known here", "Call a method of a bean, such as @rooms.of(#root)");
		}
		if (node instanceof Assign || node instanceof OpInc || node instanceof OpDec) {
			throw problem(node, "an expression cannot assign", "Compute the value in a method of a bean");
		}
		if (node instanceof InlineMap) {
			// its keys look like properties
			return ResolvableType.NONE;
		}
		if (node instanceof Projection || node instanceof Selection) {
			return each(node, active);
		}
		if (node instanceof Indexer) {
			return indexed(node, active, active);
		}
		return operator(node, active);
	}

	private ResolvableType operator(SpelNode node, @Nullable ResolvableType active) {
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), active);
		}
		if (node instanceof StringLiteral) {
			return ResolvableType.forClass(String.class);
		}
		return (node instanceof BooleanLiteral) ? ResolvableType.forClass(Boolean.class) : ResolvableType.NONE;
	}

	private ResolvableType compound(SpelNode node, @Nullable ResolvableType active) {
		ResolvableType type = check(node.getChild(0), active);
		for (int i = 1; i < node.getChildCount(); i++) {
			SpelNode child = node.getChild(i);
			if (child instanceof MethodReference method) {
				type = method(method, type, active);
			}
			else if (child instanceof Indexer) {
				type = indexed(child, type, active);
			}
			else {
				type = check(child, type);
			}
		}
		return type;
	}

	private ResolvableType variable(SpelNode node, @Nullable ResolvableType active) {
		String name = node.toStringAST().substring(1);
		if (name.equals("this") || name.equals("root")) {
			ResolvableType type = name.equals("this") ? active : this.scope.entity();
			// passing on the missing entity is possible, and says null
			return (type != null) ? type : ResolvableType.NONE;
		}
		int argument = this.scope.argument(name);
		if (argument >= 0) {
			return this.scope.argumentType(argument);
		}
		if (name.equals("user")) {
			// what kind of principal it is shows at run time
			return ResolvableType.NONE;
		}
		ResolvableType result = this.scope.result();
		if (name.equals("result") && result != null) {
			return result;
		}
		throw unknownVariable(node, name);
	}

	private InvalidTemplateException unknownVariable(SpelNode node, String name) {
		if (name.equals("result")) {
			return problem(node, "there is no #result before the method has run",
					"Use the method's arguments and #user only");
		}
		if (!this.scope.argumentNamesKnown()) {
			return problem(node, "there is no argument '" + name + "': the parameter names are not in the class file",
					"Compile with -parameters, or use the position, such as #p0");
		}
		return problem(node, "there is no argument '" + name + "'", Suggestion.of(name, this.scope.argumentNames(), "#",
				"The method's arguments, #result and #user are known"));
	}

	private ResolvableType bean(SpelNode node) {
		String name = node.toStringAST().replaceAll("^[@&]+|'", "");
		if (!this.scope.beans().containsBean(name)) {
			throw problem(node, "there is no bean named '" + name + "'",
					"Name a bean of this application, or give it that name, as in @Component(\"" + name + "\")");
		}
		Class<?> type = this.scope.beans().getType(name, false);
		return (type != null) ? ResolvableType.forClass(type) : ResolvableType.NONE;
	}

	private ResolvableType property(PropertyOrFieldReference node, @Nullable ResolvableType active) {
		String name = node.getName();
		if (active == null) {
			boolean argument = this.scope.argument(name) >= 0;
			throw problem(node, "there is no entity that '" + name + "' could be a property of",
					argument ? "Write #" + name + " for the argument" : "Use the method's arguments, such as #id");
		}
		ResolvableType target = (node.isNullSafe() && active.resolve() == Optional.class) ? active.getGeneric()
				: active;
		Class<?> type = target.resolve(Object.class);
		if (type == Object.class) {
			return ResolvableType.NONE;
		}
		if (Map.class.isAssignableFrom(type)) {
			return target.as(Map.class).getGeneric(1);
		}
		if (type.isArray() && name.equals("length")) {
			return ResolvableType.forClass(int.class);
		}
		ResolvableType found = propertyType(target, type, name);
		if (found != null) {
			return found;
		}
		String remedy = (this.scope.argument(name) >= 0 && active == this.scope.entity())
				? "Write #" + name + " for the argument" : Suggestion.of(name, properties(type), "",
						"Name a public property (getter, record component or field)");
		throw problem(node, type.getSimpleName() + " has no property '" + name + "'", remedy);
	}

	private static @Nullable ResolvableType propertyType(ResolvableType target, Class<?> type, String name) {
		String capitalized = StringUtils.capitalize(name);
		for (String getter : new String[] { "get" + capitalized, "get" + name, "is" + capitalized, "is" + name,
				name }) {
			for (Method method : methods(type)) {
				if (method.getName().equals(getter) && method.getParameterCount() == 0
						&& method.getReturnType() != void.class && !method.isBridge()) {
					return returnType(target, method);
				}
			}
		}
		for (Field field : type.getFields()) {
			if (field.getName().equals(name)) {
				return ResolvableType.forType(field.getGenericType(), target.as(field.getDeclaringClass()));
			}
		}
		return null;
	}

	private static List<String> properties(Class<?> type) {
		List<String> names = new ArrayList<>();
		for (Method method : methods(type)) {
			if (method.getParameterCount() == 0 && method.getDeclaringClass() != Object.class
					&& method.getReturnType() != void.class) {
				String name = method.getName();
				int prefix = name.startsWith("get") ? 3 : (name.startsWith("is") ? 2 : 0);
				names.add((prefix < name.length()) ? StringUtils.uncapitalizeAsProperty(name.substring(prefix)) : name);
			}
		}
		Arrays.stream(type.getFields()).map(Field::getName).forEach(names::add);
		return names;
	}

	/**
	 * Checks name and number of arguments.
	 * @param target what the method is called on
	 * @param active what the arguments are evaluated against
	 */
	private ResolvableType method(MethodReference node, @Nullable ResolvableType target,
			@Nullable ResolvableType active) {
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), active);
		}
		if (target == null) {
			throw problem(node, "there is no entity that '" + node.getName() + "' could be called on",
					"Use the method's arguments, such as #id, or a bean");
		}
		Class<?> type = target.resolve(Object.class);
		if (type == Object.class || type == Class.class || node.isNullSafe()) {
			return ResolvableType.NONE;
		}
		List<Method> named = methods(type).stream()
			.filter((method) -> method.getName().equals(node.getName()))
			.toList();
		if (named.isEmpty()) {
			throw problem(node, type.getSimpleName() + " has no public method '" + node.getName() + "'", Suggestion
				.of(node.getName(), methods(type).stream().map(Method::getName).toList(), "", "Name a public method"));
		}
		List<Method> fitting = named.stream().filter((method) -> takes(method, node.getChildCount())).toList();
		if (fitting.isEmpty()) {
			throw problem(node, type.getSimpleName() + "." + node.getName() + " does not take " + node.getChildCount()
					+ " arguments", "Give the arguments it takes");
		}
		List<Method> real = fitting.stream().filter((method) -> !method.isBridge()).toList();
		return (real.size() == 1) ? returnType(target, real.get(0)) : ResolvableType.NONE;
	}

	private static boolean takes(Method method, int arguments) {
		int parameters = method.getParameterCount();
		return method.isVarArgs() ? arguments >= parameters - 1 : arguments == parameters;
	}

	private static List<Method> methods(Class<?> type) {
		List<Method> methods = new ArrayList<>(Arrays.asList(type.getMethods()));
		if (type.isInterface()) {
			methods.addAll(Arrays.asList(Object.class.getMethods()));
		}
		return methods;
	}

	private static ResolvableType returnType(ResolvableType target, Method method) {
		ResolvableType type = ResolvableType.forType(method.getGenericReturnType(),
				target.as(method.getDeclaringClass()));
		return (type.resolve() != null) ? type : ResolvableType.NONE;
	}

	private ResolvableType indexed(SpelNode node, @Nullable ResolvableType target, @Nullable ResolvableType active) {
		for (int i = 0; i < node.getChildCount(); i++) {
			// [name] is a key, not a property
			if (!(node.getChild(i) instanceof PropertyOrFieldReference)) {
				check(node.getChild(i), active);
			}
		}
		return (target != null) ? element(target, 1) : ResolvableType.NONE;
	}

	private ResolvableType each(SpelNode node, @Nullable ResolvableType target) {
		ResolvableType element = (target != null && !Map.class.isAssignableFrom(target.resolve(Object.class)))
				? element(target, 0) : ResolvableType.NONE;
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), element);
		}
		return ResolvableType.NONE;
	}

	private static ResolvableType element(ResolvableType type, int mapGeneric) {
		Class<?> raw = type.resolve(Object.class);
		if (raw.isArray()) {
			return type.getComponentType();
		}
		if (Map.class.isAssignableFrom(raw)) {
			return type.as(Map.class).getGeneric(mapGeneric);
		}
		return Iterable.class.isAssignableFrom(raw) ? type.as(Iterable.class).getGeneric() : ResolvableType.NONE;
	}

	private InvalidTemplateException problem(SpelNode node, String problem, String remedy) {
		return new InvalidTemplateException(this.template, this.offset + node.getStartPosition(), problem, remedy);
	}

}
