package dev.realtime.crud;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;

/**
 * One thing a call changed.
 *
 * @param entity the entity; {@code null} if the method returns nothing
 * @param result the result that carried it, if one did
 */
record Outcome(@Nullable Object entity, @Nullable CrudResult<?> result) {

	/** What a method did that returns nothing. */
	static final Outcome WITHOUT_ENTITY = new Outcome(null, null);

	/**
	 * Takes a returned value apart.
	 * @param value what the method returned, or its future yielded
	 * @param shape how the method's return type is to be read
	 * @param outcomes gets each thing that was changed, in order
	 */
	static void of(@Nullable Object value, ResultShape shape, Consumer<Outcome> outcomes) {
		if (shape.isBodyless()) {
			if (!(value instanceof ResponseEntity<?> response) || response.getStatusCode().is2xxSuccessful()) {
				outcomes.accept(WITHOUT_ENTITY);
			}
		}
		else if (value instanceof CrudResult<?> result) {
			if (result.entity() != null && isChange(result)) {
				outcomes.accept(new Outcome(result.entity(), result));
			}
		}
		else if (value instanceof Optional<?> optional) {
			of(optional.orElse(null), shape, outcomes);
		}
		else if (value instanceof ResponseEntity<?> response) {
			of(response.getStatusCode().is2xxSuccessful() ? response.getBody() : null, shape, outcomes);
		}
		else if (value != null) {
			Iterable<?> elements = elements(value, shape);
			if (elements != null) {
				elements.forEach((element) -> of(element, shape, outcomes));
			}
			else {
				outcomes.accept(new Outcome(value, null));
			}
		}
	}

	private static boolean isChange(CrudResult<?> result) {
		if (result instanceof UpdateResult<?> update) {
			return update.affected() != 0;
		}
		if (result instanceof SaveResult<?> save) {
			return save.outcome() != SaveResult.Outcome.UNCHANGED;
		}
		return !(result instanceof DeleteResult<?> delete) || delete.deleted();
	}

	private static @Nullable Iterable<?> elements(Object value, ResultShape shape) {
		if (value instanceof Collection<?> || SpringData.isStreamable(value.getClass())) {
			return (Iterable<?>) value;
		}
		if (value instanceof Object[] array) {
			return Arrays.asList(array);
		}
		// an entity may be iterable itself, so only where that is what is declared
		return (shape.isIterable() && value instanceof Iterable<?> iterable) ? iterable : null;
	}

	/** The entity as it was before, where the method knows. */
	@Nullable Object previous() {
		return (this.result instanceof UpdateResult<?> update) ? update.previous() : null;
	}

	/** The type the result was given, unless it is only derived from the entity. */
	@Nullable String type() {
		String type = (this.result != null) ? this.result.type() : null;
		return (type != null && this.entity != null && !type.equals(EntityType.of(this.entity))) ? type : null;
	}

}
