package dev.realtime.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.core.EntityInformation;

import dev.realtime.RealtimeEvent;
import dev.realtime.crud.EntityAnnouncements;

/**
 * Announces what a repository did, inside of its transaction.
 */
final class RepositoryInterceptor implements MethodInterceptor {

	/** Takes an entity with an id for a stored one; there only with JPA. */
	private static final String LOOKS = "org.springframework.data.jpa.repository.support.JpaMetamodelEntityInformation";

	private final Class<?> domainType;

	private final EntityAnnouncements announcements;

	/** Known only once the repository is complete. */
	private final Supplier<? extends EntityInformation<?, ?>> information;

	RepositoryInterceptor(Class<?> domainType, EntityAnnouncements announcements,
			Supplier<? extends EntityInformation<?, ?>> information) {
		this.domainType = domainType;
		this.announcements = announcements;
		this.information = information;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		String name = invocation.getMethod().getName();
		Object argument = argument(invocation);
		if (name.startsWith("save") && argument != null) {
			return save(invocation, argument);
		}
		return switch (name) {
			case "delete", "deleteInBatch", "deleteAllInBatch",
					"deleteAll" ->
				(argument != null)
						? delete(invocation,
								stored(invocation.getThis(), entities(argument), !name.endsWith("InBatch")))
						: deleteAll(invocation, name);
			case "deleteById" -> delete(invocation, byId(invocation.getThis(), argument));
			case "deleteAllById", "deleteAllByIdInBatch" -> delete(invocation, byIds(invocation.getThis(), argument));
			default -> name.startsWith("delete") || name.startsWith("remove") ? deleteByQuery(invocation)
					: invocation.proceed();
		};
	}

	/** Several entities may come in something that can be read only once. */
	private static @Nullable Object argument(MethodInvocation invocation) {
		@Nullable Object[] arguments = invocation.getArguments();
		if (arguments.length != 1) {
			return null;
		}
		if (invocation.getMethod().getParameterTypes()[0] == Iterable.class
				&& arguments[0] instanceof Iterable<?> several && !(several instanceof Collection)) {
			List<Object> all = new ArrayList<>();
			several.forEach(all::add);
			arguments[0] = all;
		}
		return arguments[0];
	}

	private @Nullable Object save(MethodInvocation invocation, Object argument) throws Throwable {
		// which ones are new is known only before
		List<Boolean> isNew = new ArrayList<>();
		for (Object entity : entities(argument)) {
			isNew.add(isNew(entity) || isMissing(invocation.getThis(), entity));
		}
		Object result = invocation.proceed();
		int index = 0;
		for (Object saved : (result != null) ? entities(result) : List.of()) {
			boolean created = index < isNew.size() && isNew.get(index);
			this.announcements.announce(created ? RealtimeEvent.CREATED : RealtimeEvent.UPDATED, saved);
			index++;
		}
		return result;
	}

	private @Nullable Object delete(MethodInvocation invocation, List<?> entities) throws Throwable {
		Object result = invocation.proceed();
		entities.forEach((entity) -> this.announcements.announce(RealtimeEvent.DELETED, entity));
		return result;
	}

	private @Nullable Object deleteAll(MethodInvocation invocation, String name) throws Throwable {
		// the one loads every row itself, the other is there for those who must not
		boolean loads = name.equals("deleteAll");
		Iterable<?> entities = (loads && invocation.getThis() instanceof CrudRepository<?, ?> crud) ? crud.findAll()
				: null;
		Object result = invocation.proceed();
		if (entities != null) {
			this.announcements.resync(entities);
		}
		else {
			this.announcements.resyncUnread(List.of());
		}
		return result;
	}

	/**
	 * A derived query tells what it deleted only if it returns it, and else perhaps by
	 * what it asked for.
	 */
	private @Nullable Object deleteByQuery(MethodInvocation invocation) throws Throwable {
		Object result = invocation.proceed();
		if (result instanceof Iterable<?> || this.domainType.isInstance(result)) {
			entities(result).forEach((entity) -> this.announcements.announce(RealtimeEvent.DELETED, entity));
		}
		else if (!(result instanceof Number count) || count.longValue() > 0) {
			this.announcements.resyncUnread(
					DerivedDelete.properties(invocation.getMethod(), this.domainType, invocation.getArguments()));
		}
		return result;
	}

	private List<Object> entities(Object value) {
		List<Object> entities = new ArrayList<>();
		if (this.domainType.isInstance(value)) {
			entities.add(value);
		}
		else if (value instanceof Iterable<?> several) {
			for (Object entity : several) {
				if (this.domainType.isInstance(entity)) {
					entities.add(entity);
				}
			}
		}
		return entities;
	}

	/**
	 * Those of some entities that can be deleted.
	 * @param repository the repository
	 * @param entities the entities
	 * @param look whether looking for each costs nothing, since the repository does so
	 */
	private List<Object> stored(@Nullable Object repository, List<Object> entities, boolean look) {
		return entities.stream()
			.filter((entity) -> !isNew(entity) && !(look && isMissing(repository, entity)))
			.toList();
	}

	private boolean isNew(Object entity) {
		return information().isNew(entity);
	}

	/**
	 * Whether there is no row of an entity that has an id. JPA looks itself before it
	 * saves or deletes such an entity, and what is read here it does not read again;
	 * others are not asked.
	 */
	private boolean isMissing(@Nullable Object repository, Object entity) {
		return information().getClass().getName().equals(LOOKS)
				&& byId(repository, information().getId(entity)).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private EntityInformation<Object, ?> information() {
		return (EntityInformation<Object, ?>) this.information.get();
	}

	@SuppressWarnings("unchecked")
	private static List<?> byId(@Nullable Object repository, @Nullable Object id) {
		return (repository instanceof CrudRepository<?, ?> crud && id != null)
				? ((CrudRepository<Object, Object>) crud).findById(id).stream().toList() : List.of();
	}

	@SuppressWarnings("unchecked")
	private List<?> byIds(@Nullable Object repository, @Nullable Object ids) {
		return (repository instanceof CrudRepository<?, ?> crud && ids instanceof Iterable<?> several)
				? entities(((CrudRepository<Object, Object>) crud).findAllById((Iterable<Object>) several)) : List.of();
	}

}
