package dev.realtime.crud;

/**
 * What a method created.
 *
 * @param type the resource's type, such as {@code message}
 * @param entity what was created
 * @param <T> the entity
 * @since 0.1
 * @see RealtimeCreated
 */
public record CreateResult<T>(String type, T entity) implements CrudResult<T> {

	/**
	 * An entity was created.
	 * @param entity the entity
	 * @param <T> the entity
	 * @return the result, whose type is that of the entity's class
	 */
	public static <T> CreateResult<T> of(T entity) {
		return new CreateResult<>(EntityType.of(entity), entity);
	}

	/**
	 * An entity was created.
	 * @param type the resource's type
	 * @param entity the entity
	 * @param <T> the entity
	 * @return the result
	 */
	public static <T> CreateResult<T> of(String type, T entity) {
		return new CreateResult<>(type, entity);
	}

}
