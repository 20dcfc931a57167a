package dev.realtime.crud;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

import dev.realtime.ClientTypes;
import dev.realtime.ClientTypes.ClientType;
import dev.realtime.RealtimeEvent;
import dev.realtime.room.RoomTemplate;
import dev.realtime.room.TemplateExpression;
import dev.realtime.room.TemplateScope;
import dev.realtime.room.TemplateValues;

/**
 * One announcing annotation of a method, ready to make events of what the method changed.
 *
 * @param annotation its type
 * @param where bean, method and annotation, for messages
 * @param rooms templates of the rooms
 * @param path template of the path
 * @param type the type of resources, if given
 * @param defaultType the type where there is no entity
 * @param resource what clients get instead of the entity
 * @param condition whether to announce
 * @param id index of the argument that is the resource where there is no entity, or -1
 * @param scope what the templates may name
 */
record Announcement(Class<? extends Annotation> annotation, String where, List<RoomTemplate> rooms,
		@Nullable RoomTemplate path, @Nullable String type, @Nullable String defaultType,
		@Nullable TemplateExpression resource, @Nullable TemplateExpression condition, int id, TemplateScope scope) {

	private static final Log logger = LogFactory.getLog(Announcement.class);

	/**
	 * What the annotation says of an outcome.
	 * @return {@code null} if the annotation is about something else
	 */
	@Nullable String action(Outcome outcome) {
		CrudResult<?> result = outcome.result();
		if (this.annotation == RealtimeSaved.class) {
			boolean created = result instanceof SaveResult<?> save && save.outcome() == SaveResult.Outcome.CREATED;
			return created ? RealtimeEvent.CREATED : RealtimeEvent.UPDATED;
		}
		if (this.annotation == RealtimeDeleted.class) {
			return (result == null || result instanceof DeleteResult) ? RealtimeEvent.DELETED : null;
		}
		boolean creates = this.annotation == RealtimeCreated.class;
		if (result instanceof SaveResult<?> save) {
			boolean created = save.outcome() == SaveResult.Outcome.CREATED;
			return (created != creates) ? null : (created ? RealtimeEvent.CREATED : RealtimeEvent.UPDATED);
		}
		if (result != null && !(creates ? result instanceof CreateResult : result instanceof UpdateResult)) {
			return null;
		}
		return creates ? RealtimeEvent.CREATED : RealtimeEvent.UPDATED;
	}

	/**
	 * What clients get, as far as declarations tell.
	 * @return {@code null} if the resource's type has no name before there is an entity
	 */
	@Nullable ClientType clientType() {
		ResolvableType entity = this.scope.entity();
		Class<?> entityClass = (entity != null) ? entity.resolve() : null;
		String name = (this.type != null) ? this.type : this.defaultType;
		if (name == null && entityClass != null) {
			name = EntityType.of(entityClass);
		}
		return (name != null) ? new ClientType(
				(this.annotation == RealtimeDeleted.class) ? ClientTypes.Use.DELETED : ClientTypes.Use.RESOURCE, name,
				resourceType(entity)) : null;
	}

	private ResolvableType resourceType(@Nullable ResolvableType entity) {
		if (this.resource != null) {
			return this.resource.type();
		}
		if (this.id >= 0) {
			return this.scope.argumentType(this.id);
		}
		return (entity != null) ? entity : ResolvableType.NONE;
	}

	/** For a method that returns whether it deleted: without an entity, if it did. */
	@Nullable Outcome read(Outcome outcome) {
		if (this.annotation == RealtimeDeleted.class && outcome.entity() instanceof Boolean deleted) {
			return deleted ? Outcome.WITHOUT_ENTITY : null;
		}
		return outcome;
	}

	/**
	 * Makes the events of one outcome.
	 * @param action what is said of it
	 * @param outcome what was changed
	 * @param call makes the values of the call
	 * @param events gets the events
	 */
	void announce(String action, Outcome outcome, Values call, Events events) {
		TemplateValues values = call.of(this.scope, outcome.entity());
		if (this.condition != null && !Boolean.TRUE.equals(this.condition.value(values))) {
			return;
		}
		List<String> rooms = rooms(values);
		Object previous = outcome.previous();
		if (previous == null || !action.equals(RealtimeEvent.UPDATED)) {
			tell(action, outcome, values, rooms, events);
		}
		else if (previous == outcome.entity()) {
			logger
				.warn(this.where + ": the previous entity is the entity itself, so it cannot tell which rooms it left."
						+ " Give UpdateResult.of a copy that was made before the change");
			tell(action, outcome, values, rooms, events);
		}
		else {
			move(outcome, values, rooms, call.of(this.scope, previous), events);
		}
	}

	private void move(Outcome outcome, TemplateValues values, List<String> rooms, TemplateValues before,
			Events events) {
		List<String> left;
		Set<String> known;
		try {
			known = new LinkedHashSet<>(rooms(before));
			left = known.stream().filter((room) -> !rooms.contains(room)).toList();
			if (!left.isEmpty()) {
				Outcome previous = new Outcome(outcome.previous(), outcome.result());
				tell(RealtimeEvent.DELETED, previous, before, left, events);
			}
		}
		catch (RuntimeException ex) {
			// where it is now can be told all the same
			events.failed(event(RealtimeEvent.DELETED, outcome, null, outcome.previous(), List.of()), ex, this);
			known = new LinkedHashSet<>(rooms);
		}
		Set<String> stays = known;
		List<String> entered = rooms.stream().filter((room) -> !stays.contains(room)).toList();
		List<String> stayed = rooms.stream().filter(stays::contains).toList();
		if (!entered.isEmpty()) {
			tell(RealtimeEvent.CREATED, outcome, values, entered, events);
		}
		if (!stayed.isEmpty()) {
			tell(RealtimeEvent.UPDATED, outcome, values, stayed, events);
		}
	}

	private void tell(String action, Outcome outcome, TemplateValues values, List<String> rooms, Events events) {
		String path = (this.path != null) ? this.path.path(values) : null;
		TemplateExpression resource = this.resource;
		if (resource == null) {
			Object entity = (outcome.entity() != null || this.id < 0) ? outcome.entity() : values.argument(this.id);
			events.publish(event(action, outcome, path, entity, rooms), null, this);
		}
		else {
			events.publish(event(action, outcome, path, resource.value(values), rooms), () -> resource.value(values),
					this);
		}
	}

	private List<String> rooms(TemplateValues values) {
		if (this.rooms.size() == 1) {
			return this.rooms.get(0).rooms(values);
		}
		Set<String> all = new LinkedHashSet<>();
		this.rooms.forEach((template) -> all.addAll(template.rooms(values)));
		return new ArrayList<>(all);
	}

	/** An event of which only the outcome is known, for those who report its failure. */
	RealtimeEvent unknown(String action, Outcome outcome) {
		return event(action, outcome, null, outcome.entity(), List.of());
	}

	private RealtimeEvent event(String action, Outcome outcome, @Nullable String path, @Nullable Object resource,
			List<String> rooms) {
		return new RealtimeEvent(UUID.randomUUID().toString(), RealtimeEvent.RESOURCE, action, type(outcome), path,
				resource, null, rooms, List.of(), null, null, Instant.now());
	}

	private @Nullable String type(Outcome outcome) {
		String given = outcome.type();
		if (given != null) {
			return given;
		}
		if (this.type != null) {
			return this.type;
		}
		return (outcome.entity() != null) ? EntityType.of(outcome.entity()) : this.defaultType;
	}

	/** Makes the values of a call. */
	interface Values {

		/**
		 * The values around an entity.
		 * @param scope what expressions may name
		 * @param entity the root of expressions
		 */
		TemplateValues of(TemplateScope scope, @Nullable Object entity);

	}

	/** Where events go. */
	interface Events {

		/**
		 * Takes an event.
		 * @param event the event
		 * @param committed computes its resource anew
		 * @param announcement what made it
		 */
		void publish(RealtimeEvent event, java.util.function.@Nullable Supplier<@Nullable Object> committed,
				Announcement announcement);

		/**
		 * Takes an event that could not be made.
		 * @param event the event as far as it is known
		 * @param cause why
		 * @param announcement what should have made it
		 */
		void failed(RealtimeEvent event, Throwable cause, Announcement announcement);

	}

}
