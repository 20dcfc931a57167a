package dev.realtime.room;

import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;

/**
 * The values expressions name in one call. Everything that does not change from call to
 * call is shared, since this is made anew for each. Not API.
 */
public final class TemplateValues implements EvaluationContext {

	private final TemplateScope scope;

	private final @Nullable Object[] arguments;

	private final Supplier<? extends @Nullable Principal> user;

	private final @Nullable Object result;

	private final TypedValue entity;

	TemplateValues(TemplateScope scope, @Nullable Object[] arguments, Supplier<? extends @Nullable Principal> user,
			@Nullable Object result, @Nullable Object entity) {
		this.scope = scope;
		this.arguments = arguments;
		this.user = user;
		this.result = result;
		this.entity = (entity != null) ? new TypedValue(entity) : TypedValue.NULL;
	}

	/**
	 * One of the method's arguments.
	 * @param index its index
	 * @return the argument
	 */
	public @Nullable Object argument(int index) {
		return this.arguments[index];
	}

	@Override
	public TypedValue getRootObject() {
		return this.entity;
	}

	@Override
	public @Nullable Object lookupVariable(String name) {
		int argument = this.scope.argument(name);
		if (argument >= 0) {
			return this.arguments[argument];
		}
		return switch (name) {
			case "result" -> this.result;
			case "user" -> this.user.get();
			default -> null;
		};
	}

	@Override
	public void setVariable(String name, @Nullable Object value) {
		throw new UnsupportedOperationException("A template cannot set #" + name);
	}

	@Override
	public boolean isAssignmentEnabled() {
		return false;
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return this.scope.shared().getPropertyAccessors();
	}

	@Override
	public List<IndexAccessor> getIndexAccessors() {
		return this.scope.shared().getIndexAccessors();
	}

	@Override
	public List<ConstructorResolver> getConstructorResolvers() {
		return this.scope.shared().getConstructorResolvers();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return this.scope.shared().getMethodResolvers();
	}

	@Override
	public @Nullable BeanResolver getBeanResolver() {
		return this.scope.shared().getBeanResolver();
	}

	@Override
	public TypeLocator getTypeLocator() {
		return this.scope.shared().getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return this.scope.shared().getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return this.scope.shared().getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return this.scope.shared().getOperatorOverloader();
	}

}
