package dev.realtime.crud;

import java.util.Optional;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;

/**
 * A service for one kind of entity, whose results say what changed, so that annotated
 * methods can be announced. Implementing it is optional: the annotations work on any
 * method of any bean. <pre class="code">
 * &#64;Service
 * class MessageService implements CrudService&lt;Message, Long&gt; {
 *
 *   &#64;Transactional
 *   &#64;RealtimeCreated(room = "/channels/{channelId}", path = "/channels/{channelId}/messages/{id}")
 *   public CreateResult&lt;Message&gt; create(Message item) {
 *     return CreateResult.of(this.messages.save(item));
 *   }
 *
 * }
 * </pre> {@link #create}, {@link #update} and {@link #save} are optional: what a service
 * does not implement throws {@link UnsupportedOperationException}.
 *
 * @param <T> the entity
 * @param <ID> its id
 * @since 0.1
 */
public interface CrudService<T, ID> {

	/**
	 * Creates an entity.
	 * @param item what to create
	 * @return what was created
	 * @throws UnsupportedOperationException if this service creates nothing
	 */
	default CreateResult<T> create(T item) {
		throw new UnsupportedOperationException(getClass().getSimpleName() + " does not implement create");
	}

	/**
	 * Finds an entity.
	 * @param id its id
	 * @return the entity, empty if there is none
	 */
	Optional<T> get(ID id);

	/**
	 * Changes an entity that exists.
	 * @param id its id
	 * @param item its new state
	 * @return what was changed, {@link UpdateResult#none()} if nothing was
	 * @throws UnsupportedOperationException if this service updates nothing
	 */
	default UpdateResult<T> update(ID id, T item) {
		throw new UnsupportedOperationException(getClass().getSimpleName() + " does not implement update");
	}

	/**
	 * Creates an entity, or changes it if it exists.
	 * @param item its state
	 * @return what happened to it
	 * @throws UnsupportedOperationException if this service saves nothing
	 */
	default SaveResult<T> save(T item) {
		throw new UnsupportedOperationException(getClass().getSimpleName() + " does not implement save");
	}

	/**
	 * Deletes an entity.
	 * @param id its id
	 * @return what was deleted, {@link DeleteResult#none()} if there was nothing
	 */
	DeleteResult<T> delete(ID id);

	/**
	 * Finds entities, a page at a time.
	 * @param pageable which page
	 * @return the page
	 */
	Page<T> list(Pageable pageable);

}
