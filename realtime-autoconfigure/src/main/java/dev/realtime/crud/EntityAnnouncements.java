package dev.realtime.crud;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

import dev.realtime.Caller;
import dev.realtime.ClientTypes.ClientType;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;
import dev.realtime.RoomsOutdated;
import dev.realtime.room.InvalidTemplateException;
import dev.realtime.room.RoomTemplate;
import dev.realtime.room.TemplateExpression;
import dev.realtime.room.TemplateScope;
import dev.realtime.room.TemplateValues;

/**
 * Announces changes of one kind of entity, whatever changed it. Not API.
 */
public final class EntityAnnouncements {

	private final Announcement announcement;

	private final PublishedEvents events;

	private EntityAnnouncements(Announcement announcement, PublishedEvents events) {
		this.announcement = announcement;
		this.events = events;
	}

	/**
	 * Parses and checks the templates of an entity class.
	 * @param entity the class
	 * @param annotation the name of the annotation on it, for messages
	 * @param template its attributes
	 * @param beans where beans are looked up
	 * @param publisher where events are published
	 * @return the announcements
	 */
	public static EntityAnnouncements of(Class<?> entity, String annotation, Templates template, BeanFactory beans,
			ApplicationEventPublisher publisher) {
		String where = where(entity, annotation);
		if (template.room().length == 0) {
			throw mistake(entity, annotation, "no room is told",
					"Name one, as in " + annotation + "(room = \"/channels/{channelId}\")");
		}
		TemplateScope scope = TemplateScope.of(beans).withEntity(ResolvableType.forClass(entity));
		List<RoomTemplate> rooms = new ArrayList<>();
		for (String room : template.room()) {
			rooms.add(checked(where + " room", () -> RoomTemplate.parse(room, scope)));
		}
		RoomTemplate path = template.path().isEmpty() ? null
				: checked(where + " path", () -> RoomTemplate.parsePath(template.path(), scope));
		Announcement announcement = new Announcement(RealtimeSaved.class, where, List.copyOf(rooms), path,
				template.type().isEmpty() ? EntityType.of(entity) : template.type(), null,
				expression(where + " resource", template.resource(), scope),
				expression(where + " condition", template.condition(), scope), -1, scope);
		ObjectProvider<PublicationFailures> failures = beans.getBeanProvider(PublicationFailures.class);
		return new EntityAnnouncements(announcement, new PublishedEvents(publisher, failures, Caller::stamp, null));
	}

	/**
	 * What fails the start where an entity's changes cannot be announced.
	 * @param entity the class
	 * @param annotation the name of the annotation on it
	 * @param problem what is wrong
	 * @param remedy what to do about it
	 * @return an exception to be thrown
	 */
	public static RuntimeException mistake(Class<?> entity, String annotation, String problem, String remedy) {
		return new InvalidAnnouncementException(where(entity, annotation), null, 0, problem, remedy);
	}

	private static String where(Class<?> entity, String annotation) {
		return "Entity " + ClassUtils.getShortName(entity) + ", " + annotation;
	}

	private static @Nullable TemplateExpression expression(String where, String text, TemplateScope scope) {
		return text.isEmpty() ? null : checked(where, () -> TemplateExpression.parse(text, scope));
	}

	private static <T> T checked(String where, Supplier<T> parsed) {
		try {
			return parsed.get();
		}
		catch (InvalidTemplateException ex) {
			throw new InvalidAnnouncementException(where, ex.template(), ex.position(), ex.problem(), ex.remedy());
		}
	}

	/**
	 * What clients get of the entity.
	 * @return its type
	 */
	public ClientType clientType() {
		return Objects.requireNonNull(this.announcement.clientType());
	}

	/**
	 * Where it is declared.
	 * @return entity and annotation
	 */
	public String where() {
		return this.announcement.where();
	}

	/**
	 * The rooms that are told.
	 * @return their templates
	 */
	public List<RoomTemplate> rooms() {
		return this.announcement.rooms();
	}

	/**
	 * Announces the change of an entity. Does not throw.
	 * @param action {@code created}, {@code updated} or {@code deleted}
	 * @param entity the entity
	 */
	public void announce(String action, Object entity) {
		Outcome outcome = new Outcome(entity, null);
		try {
			this.announcement.announce(action, outcome, (scope, changed) -> values(changed), this.events);
		}
		catch (RuntimeException | AssertionError | LinkageError | StackOverflowError ex) {
			this.events.failed(this.announcement.unknown(action, outcome), ex, this.announcement);
		}
	}

	/**
	 * Tells the rooms of entities to fetch again. Does not throw.
	 * @param entities entities that were in the rooms
	 */
	public void resync(Iterable<?> entities) {
		Set<String> rooms = new LinkedHashSet<>();
		for (Object entity : entities) {
			try {
				this.announcement.rooms().forEach((room) -> rooms.addAll(room.rooms(values(entity))));
			}
			catch (RuntimeException ex) {
				this.events.failed(RealtimeEvent.resync(), ex, this.announcement);
			}
		}
		resync(rooms);
	}

	/**
	 * Tells rooms to fetch again where nobody has read the rows that were changed: those
	 * that can be named by what is known of the rows, else all whose names could come of
	 * a template. Does not throw.
	 * @param known properties of the rows, by name; empty if nothing is known
	 */
	public void resyncUnread(List<? extends Map<String, ?>> known) {
		Set<String> rooms = new LinkedHashSet<>();
		for (RoomTemplate room : this.announcement.rooms()) {
			try {
				List<String> named = new ArrayList<>(known.isEmpty() ? room.rooms(values(null)) : List.of());
				known.forEach((row) -> named.addAll(room.rooms(values(row))));
				rooms.addAll(named);
			}
			catch (RuntimeException ex) {
				resyncAll(room, ex);
			}
		}
		resync(rooms);
	}

	private void resyncAll(RoomTemplate room, RuntimeException unnamed) {
		Predicate<String> names = room.names();
		if (names == null) {
			this.events.failed(RealtimeEvent.resync(),
					new IllegalStateException(
							"Rows were deleted without being read, so nobody knows their rooms; publish"
									+ " RealtimeEvent.resync().toRooms(...) where you delete them",
							unnamed),
					this.announcement);
			return;
		}
		try {
			this.events.publisher().publishEvent(new RoomsOutdated(names));
		}
		catch (RuntimeException ex) {
			this.events.failed(RealtimeEvent.resync(), ex, this.announcement);
		}
	}

	private void resync(Set<String> rooms) {
		if (!rooms.isEmpty()) {
			this.events.publish(RealtimeEvent.resync().toRooms(rooms), null, this.announcement);
		}
	}

	private TemplateValues values(@Nullable Object entity) {
		return this.announcement.scope().values(new Object[0], Caller::principal, entity, entity);
	}

	/**
	 * The attributes of an announcing annotation.
	 *
	 * @param room templates of the rooms
	 * @param path template of the path, or empty
	 * @param type the resource's type, or empty
	 * @param resource expression for what clients get, or empty
	 * @param condition expression that says whether to announce, or empty
	 */
	public record Templates(String[] room, String path, String type, String resource, String condition) {

	}

}
