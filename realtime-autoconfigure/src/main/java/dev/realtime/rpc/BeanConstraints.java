package dev.realtime.rpc;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

/**
 * The constraints of Bean Validation: those of the body, with or without {@code @Valid},
 * and those of parameters where the bean is {@code @Validated}.
 */
final class BeanConstraints implements Constraints {

	private static final int MOST_NAMED = 10;

	private final Validator validator;

	BeanConstraints(Validator validator) {
		this.validator = validator;
	}

	@Override
	public void check(@Nullable Object body) {
		List<String> broken = elements(body).flatMap((element) -> this.validator.validate(element).stream())
			.map((violation) -> describe(violation.getPropertyPath().toString(), violation))
			.toList();
		if (!broken.isEmpty()) {
			throw invalid(broken);
		}
	}

	private static Stream<?> elements(@Nullable Object body) {
		if (body == null) {
			return Stream.empty();
		}
		if (body instanceof Collection<?> several) {
			return several.stream().flatMap(BeanConstraints::elements);
		}
		if (body instanceof Map<?, ?> several) {
			return several.values().stream().flatMap(BeanConstraints::elements);
		}
		if (body instanceof Object[] several) {
			return Arrays.stream(several).flatMap(BeanConstraints::elements);
		}
		if (body instanceof Optional<?> one) {
			return one.stream().flatMap(BeanConstraints::elements);
		}
		return Stream.of(body);
	}

	/**
	 * A {@code @Validated} bean checks its parameters itself. What it finds in the
	 * parameters of the called method is the client's fault; what is found deeper inside
	 * is not.
	 */
	@Override
	public Throwable translate(Throwable failure, Method method) {
		if (failure instanceof ConstraintViolationException ex && !ex.getConstraintViolations().isEmpty()
				&& ex.getConstraintViolations().stream().allMatch((violation) -> isOfParameter(violation, method))) {
			Set<ConstraintViolation<?>> violations = ex.getConstraintViolations();
			return invalid(violations.stream().map((violation) -> describe(parameter(violation), violation)).toList());
		}
		return failure;
	}

	private static boolean isOfParameter(ConstraintViolation<?> violation, Method method) {
		Iterator<Path.Node> path = violation.getPropertyPath().iterator();
		Path.Node first = path.next();
		return first.getKind() == ElementKind.METHOD && first.getName().equals(method.getName())
				&& method.getDeclaringClass().isAssignableFrom(violation.getRootBeanClass()) && path.hasNext()
				&& path.next().getKind() == ElementKind.PARAMETER;
	}

	/** The path without the method's name, which clients do not know. */
	private static String parameter(ConstraintViolation<?> violation) {
		String path = violation.getPropertyPath().toString();
		return path.substring(path.indexOf('.') + 1);
	}

	private static String describe(String path, ConstraintViolation<?> violation) {
		return path.isEmpty() ? violation.getMessage() : path + ": " + violation.getMessage();
	}

	private static RpcException invalid(List<String> broken) {
		return RpcArgument
			.invalid(broken.stream().sorted().distinct().limit(MOST_NAMED).collect(Collectors.joining("; ")));
	}

}
