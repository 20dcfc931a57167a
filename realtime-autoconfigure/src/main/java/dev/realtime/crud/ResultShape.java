package dev.realtime.crud;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.http.ResponseEntity;

/**
 * How the return type of a method is to be read: what is announced, and what the
 * expressions of its annotations may be checked against.
 *
 * @param value the type of {@code #result}: without future and {@code Optional}
 * @param leaf the type of what is announced, {@link ResolvableType#NONE} if not known
 * @param result the kind of {@link CrudResult} that carries it
 * @param isIterable whether a plain {@code Iterable} is declared
 * @param refusal why values of this type cannot be announced
 */
record ResultShape(ResolvableType value, ResolvableType leaf, @Nullable Class<?> result, boolean isIterable,
		@Nullable String refusal) {

	private static final List<String> reactive = List.of("reactor.core.publisher.Mono", "reactor.core.publisher.Flux");

	/** By name, since most of them may be absent. */
	private static final Map<String, String> refused = Map.of("org.reactivestreams.Publisher",
			"Return a Mono or a Flux", "kotlinx.coroutines.flow.Flow", "Return a List or a Flux",
			"org.springframework.web.context.request.async.DeferredResult", "Return a CompletableFuture",
			"org.springframework.web.context.request.async.WebAsyncTask", "Return a CompletableFuture");

	static ResultShape of(Method method, Class<?> beanClass) {
		ResolvableType type = known(ResolvableType.forMethodReturnType(method, beanClass));
		Class<?> raw = type.resolve(Object.class);
		if (CompletionStage.class.isAssignableFrom(raw)) {
			type = known(type.as(CompletionStage.class).getGeneric());
		}
		else if (reactive.contains(raw.getName())) {
			type = known(type.getGeneric());
		}
		if (type.resolve() == Optional.class) {
			type = known(type.getGeneric());
		}
		return unwrap(type, type, null, false);
	}

	private static ResultShape unwrap(ResolvableType value, ResolvableType type, @Nullable Class<?> result,
			boolean isIterable) {
		Class<?> raw = type.resolve(Object.class);
		String refusal = refusal(raw);
		if (refusal != null) {
			return new ResultShape(value, ResolvableType.NONE, result, isIterable, refusal);
		}
		if (raw == Optional.class || raw == ResponseEntity.class) {
			return unwrap(value, known(type.getGeneric()), result, isIterable);
		}
		if (CrudResult.class.isAssignableFrom(raw)) {
			return new ResultShape(value, known(type.as(CrudResult.class).getGeneric()), raw, isIterable, null);
		}
		if (Collection.class.isAssignableFrom(raw) || SpringData.isStreamable(raw) || raw == Iterable.class) {
			return unwrap(value, known(type.as(Iterable.class).getGeneric()), result,
					isIterable || raw == Iterable.class);
		}
		if (raw.isArray() && !raw.getComponentType().isPrimitive()) {
			return unwrap(value, known(type.getComponentType()), result, isIterable);
		}
		return new ResultShape(value, type, result, isIterable, null);
	}

	private static @Nullable String refusal(Class<?> raw) {
		if (BaseStream.class.isAssignableFrom(raw) || Iterator.class.isAssignableFrom(raw)) {
			return "a " + raw.getSimpleName() + " can be read only once, and the caller needs it. Return a List";
		}
		if (Future.class.isAssignableFrom(raw) || Callable.class.isAssignableFrom(raw)
				|| CompletionStage.class.isAssignableFrom(raw)) {
			return "a " + raw.getSimpleName() + " does not tell here when it has its value. Return a CompletableFuture"
					+ " of the value";
		}
		for (Class<?> type = raw; type != null; type = type.getSuperclass()) {
			String remedy = refused.get(type.getName());
			for (Class<?> implemented : type.getInterfaces()) {
				remedy = (remedy != null) ? remedy : refused.get(implemented.getName());
			}
			if (remedy != null) {
				return "a " + raw.getSimpleName() + " does not tell here when it has its value. " + remedy;
			}
		}
		return null;
	}

	/** A wildcard or an unbound type variable says nothing. */
	private static ResolvableType known(ResolvableType type) {
		Class<?> raw = type.resolve();
		return (raw != null && raw != Object.class) ? type : ResolvableType.NONE;
	}

	/** Whether the method returns nothing at all, now or later. */
	boolean isVoid() {
		return isVoid(this.value);
	}

	/** Whether what the method returns holds nothing but the fact that it ended. */
	boolean isBodyless() {
		return isVoid(this.leaf);
	}

	private static boolean isVoid(ResolvableType type) {
		Class<?> raw = type.resolve();
		return raw == void.class || raw == Void.class;
	}

	/** Whether the method returns whether it did something. */
	boolean isFlag() {
		Class<?> raw = this.leaf.resolve();
		return this.result == null && (raw == boolean.class || raw == Boolean.class);
	}

}
