package dev.realtime.crud;

import org.jspecify.annotations.Nullable;

/**
 * What a method changed in an entity that existed.
 *
 * @param type the resource's type, such as {@code message}
 * @param previous a snapshot of the entity as it was before; where it was in other rooms,
 * those are told that it left
 * @param entity the entity as it is now
 * @param affected how many entities were changed; nothing is announced for 0
 * @param <T> the entity
 * @since 0.1
 * @see RealtimeUpdated
 */
public record UpdateResult<T>(@Nullable String type, @Nullable T previous, @Nullable T entity,
		int affected) implements CrudResult<T> {

	/**
	 * An entity was changed.
	 * @param entity the entity as it is now
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> UpdateResult<T> of(T entity) {
		return new UpdateResult<>(EntityType.of(entity), null, entity, 1);
	}

	/**
	 * An entity was changed, perhaps so that it belongs to other rooms: those it left are
	 * told {@code deleted}, those it entered {@code created}, the others {@code updated}.
	 * @param previous the entity as it was; a snapshot, since the same instance cannot
	 * tell what it was before
	 * @param entity the entity as it is now
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> UpdateResult<T> of(T previous, T entity) {
		return new UpdateResult<>(EntityType.of(entity), previous, entity, 1);
	}

	/**
	 * Nothing was changed: nothing is announced.
	 * @param <T> the entity
	 * @return the result
	 */
	public static <T> UpdateResult<T> none() {
		return new UpdateResult<>(null, null, null, 0);
	}

}
