package dev.realtime.crud;

import org.jspecify.annotations.Nullable;

/**
 * What a method changed.
 *
 * @param <T> the entity
 * @since 0.1
 */
public sealed interface CrudResult<T> permits CreateResult, UpdateResult, SaveResult, DeleteResult {

	/**
	 * The resource's type, such as {@code message}: by default the simple name of the
	 * entity's class, first letter in lower case.
	 * @return {@code null} only where there is no entity
	 */
	@Nullable String type();

	/**
	 * What was changed.
	 * @return {@code null} only where nothing was
	 */
	@Nullable T entity();

}
