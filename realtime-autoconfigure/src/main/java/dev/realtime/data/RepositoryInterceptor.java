package dev.realtime.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.realtime.RealtimeEvent;
import dev.realtime.crud.EntityAnnouncements;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.core.EntityInformation;

/**
 * Announces what a repository did, inside of its transaction.
 */
final class RepositoryInterceptor implements MethodInterceptor {

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
		@Nullable Object[] arguments = invocation.getArguments();
		Object argument = (arguments.length == 1) ? arguments[0] : null;
		if (name.startsWith("save") && argument != null) {
			return save(invocation, argument);
		}
		return switch (name) {
			case "delete", "deleteInBatch", "deleteAllInBatch", "deleteAll" ->
				(argument != null) ? delete(invocation, entities(argument)) : deleteAll(invocation, name);
			case "deleteById" -> delete(invocation, byId(invocation.getThis(), argument));
			case "deleteAllById", "deleteAllByIdInBatch" -> delete(invocation, byIds(invocation.getThis(), argument));
			default -> name.startsWith("delete") || name.startsWith("remove") ? deleteByQuery(invocation)
					: invocation.proceed();
		};
	}

	private @Nullable Object save(MethodInvocation invocation, Object argument) throws Throwable {
		// which ones are new is known only before
		List<Boolean> isNew = new ArrayList<>();
		entities(argument).forEach((entity) -> isNew.add(isNew(entity)));
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
		List<Object> stored = new ArrayList<>();
		for (Object entity : entities) {
			if (!isNew(entity)) {
				stored.add(entity);
			}
		}
		Object result = invocation.proceed();
		stored.forEach((entity) -> this.announcements.announce(RealtimeEvent.DELETED, entity));
		return result;
	}

	private @Nullable Object deleteAll(MethodInvocation invocation, String name) throws Throwable {
		// the one loads every row itself, the other is there for those who must not
		boolean loads = name.equals("deleteAll") && invocation.getThis() instanceof CrudRepository;
		Iterable<?> entities = loads ? all(invocation.getThis()) : null;
		Object result = invocation.proceed();
		this.announcements.resync(entities);
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
			List<?> known = DerivedDelete.properties(invocation.getMethod(), this.domainType,
					invocation.getArguments());
			this.announcements.resync(known.isEmpty() ? null : known);
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

	@SuppressWarnings("unchecked")
	private boolean isNew(Object entity) {
		return ((EntityInformation<Object, ?>) this.information.get()).isNew(entity);
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

	private static @Nullable Iterable<?> all(@Nullable Object repository) {
		return (repository instanceof CrudRepository<?, ?> crud) ? crud.findAll() : null;
	}

}
