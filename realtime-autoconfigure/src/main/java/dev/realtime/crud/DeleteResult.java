package dev.realtime.crud;

import org.jspecify.annotations.Nullable;

/**
 * What a method deleted.
 *
 * @param type the resource's type, such as {@code message}
 * @param entity the entity as it was last
 * @param deleted whether there was anything to delete
 * @param <T> the entity
 * @since 0.1
 * @see RealtimeDeleted
 */
public record DeleteResult<T>(@Nullable String type, @Nullable T entity, boolean deleted) implements CrudResult<T> {

	/**
	 * An entity was deleted.
	 * @param entity the entity as it was last
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> DeleteResult<T> of(T entity) {
		return new DeleteResult<>(EntityType.of(entity), entity, true);
	}

	/**
	 * There was nothing to delete: nothing is announced.
	 * @param <T> the entity
	 * @return the result
	 */
	public static <T> DeleteResult<T> none() {
		return new DeleteResult<>(null, null, false);
	}

}
