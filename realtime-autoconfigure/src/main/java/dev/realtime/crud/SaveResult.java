package dev.realtime.crud;

/**
 * What a method did that creates an entity or changes it.
 *
 * @param type the resource's type, such as {@code message}
 * @param entity the entity as it is now
 * @param outcome what happened to it
 * @param <T> the entity
 * @since 0.1
 * @see RealtimeSaved
 */
public record SaveResult<T>(String type, T entity, Outcome outcome) implements CrudResult<T> {

	/**
	 * An entity was created.
	 * @param entity the entity
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> SaveResult<T> created(T entity) {
		return new SaveResult<>(EntityType.of(entity), entity, Outcome.CREATED);
	}

	/**
	 * An entity was changed.
	 * @param entity the entity as it is now
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> SaveResult<T> updated(T entity) {
		return new SaveResult<>(EntityType.of(entity), entity, Outcome.UPDATED);
	}

	/**
	 * The entity was already as it should be: nothing is announced.
	 * @param entity the entity
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> SaveResult<T> unchanged(T entity) {
		return new SaveResult<>(EntityType.of(entity), entity, Outcome.UNCHANGED);
	}

	/** What happened to the entity. */
	public enum Outcome {

		/** It did not exist. */
		CREATED,

		/** It existed and was changed. */
		UPDATED,

		/** It existed and was already as it should be. */
		UNCHANGED

	}

}
