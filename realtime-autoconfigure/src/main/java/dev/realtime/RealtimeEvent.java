package dev.realtime;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What happened, and who is told. The only way in: annotated methods, application code,
 * calls and push all publish it on Spring's
 * {@link org.springframework.context.ApplicationEventPublisher}, and any
 * {@link org.springframework.context.event.EventListener} may hear it. <pre class="code">
 * events.publishEvent(RealtimeEvent.named("MESSAGE:NEW", data).toRooms("/chat").toUsers("xosofox"));
 * </pre> Published inside a transaction it leaves after the commit and never after a
 * rollback; outside of one it leaves at once. A connection gets one copy for each of its
 * rooms among {@link #rooms()}, and the copy for its user only if it got none of those.
 * <p>
 * Immutable; the {@code to…} and {@code with…} methods return changed copies with the
 * same id. The data is written as JSON when the event leaves, not when it is made.
 *
 * @param id the same in every room and for every client
 * @param name {@value #RESOURCE} for a change of a resource, else the name clients listen
 * to
 * @param action {@code created}, {@code updated} or {@code deleted}; {@code null} on a
 * custom event
 * @param type the resource's type, such as {@code message}
 * @param path the resource's unique path; changes of one path in one transaction leave as
 * their net effect
 * @param resource what clients get of the resource
 * @param data what clients get of a custom event
 * @param rooms the names of the rooms it goes to, without duplicates
 * @param users the names of the users it goes to, without duplicates
 * @param actor the user who caused it; filled in on publication where it is known
 * @param origin what the causing client sent as {@code Realtime-Origin}, so that it can
 * recognise its own change; filled in on publication where it is known
 * @param at when it happened
 * @since 0.1
 * @see dev.realtime.crud.RealtimeCreated
 */
public record RealtimeEvent(String id, String name, @Nullable String action, @Nullable String type,
		@Nullable String path, @Nullable Object resource, @Nullable Object data, List<String> rooms, List<String> users,
		@Nullable String actor, @Nullable String origin, Instant at) {

	/** Name of an event that tells the change of a resource. */
	public static final String RESOURCE = "realtime:resource";

	/** Name of an event that tells a room's clients to fetch again. */
	public static final String RESYNC = "realtime:resync";

	/** {@link #action()} of a resource that came to be. */
	public static final String CREATED = "created";

	/** {@link #action()} of a resource that changed. */
	public static final String UPDATED = "updated";

	/** {@link #action()} of a resource that is gone. */
	public static final String DELETED = "deleted";

	private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\u2028\\u2029\\p{Cs}]{1,200}");

	private static final String RESERVED = "realtime:";

	/**
	 * Checks what can be wrong, and makes rooms and users distinct.
	 * @throws IllegalArgumentException if a name is none
	 */
	public RealtimeEvent {
		if (!isValidName(name)) {
			throw new IllegalArgumentException("An event name has 1 to 200 printable characters");
		}
		rooms = distinct(rooms);
		rooms.forEach(Room::new);
		users = distinct(users);
		for (String user : users) {
			if (!RealtimeUser.isValidName(user)) {
				throw new IllegalArgumentException(
						"An event goes to a user whose name is empty, too long or holds " + "control characters");
			}
		}
	}

	/**
	 * A custom event, so far for nobody.
	 * @param name the name clients listen to, 1 to 200 printable characters that do not
	 * start with {@code realtime:}
	 * @param data what they get, written as JSON
	 * @return the event
	 * @throws IllegalArgumentException if the name cannot be used
	 */
	public static RealtimeEvent named(String name, @Nullable Object data) {
		if (isReserved(name)) {
			throw new IllegalArgumentException("Event names that start with '" + RESERVED + "' are reserved");
		}
		return new RealtimeEvent(newId(), name, null, null, null, null, data, List.of(), List.of(), null, null,
				Instant.now());
	}

	/**
	 * A resource came to be, so far told to nobody.
	 * @param type the resource's type, such as {@code message}
	 * @param resource what clients get of it
	 * @return the event
	 */
	public static RealtimeEvent created(String type, @Nullable Object resource) {
		return resource(CREATED, type, resource);
	}

	/**
	 * A resource changed, so far told to nobody.
	 * @param type the resource's type, such as {@code message}
	 * @param resource what clients get of it
	 * @return the event
	 */
	public static RealtimeEvent updated(String type, @Nullable Object resource) {
		return resource(UPDATED, type, resource);
	}

	/**
	 * A resource is gone, so far told to nobody.
	 * @param type the resource's type, such as {@code message}
	 * @param resource what clients get of it, often only its id
	 * @return the event
	 */
	public static RealtimeEvent deleted(String type, @Nullable Object resource) {
		return resource(DELETED, type, resource);
	}

	/**
	 * Tells the clients of a room that something happened there that cannot be named row
	 * by row, so that they fetch again. It starts a new epoch: those who were away learn
	 * it too.
	 * @return the event, so far for no room
	 */
	public static RealtimeEvent resync() {
		return new RealtimeEvent(newId(), RESYNC, null, null, null, null, null, List.of(), List.of(), null, null,
				Instant.now());
	}

	private static RealtimeEvent resource(String action, String type, @Nullable Object resource) {
		return new RealtimeEvent(newId(), RESOURCE, action, type, null, resource, null, List.of(), List.of(), null,
				null, Instant.now());
	}

	/**
	 * Whether the text can be an event's name.
	 * @param name the text
	 * @return {@code false} for {@code null}
	 */
	public static boolean isValidName(@Nullable String name) {
		return name != null && NAME.matcher(name).matches();
	}

	/**
	 * Whether the name is one of the starter's own, which applications and clients cannot
	 * send.
	 * @param name an event name
	 * @return whether it starts with {@code realtime:}
	 */
	public static boolean isReserved(String name) {
		return name.startsWith(RESERVED);
	}

	/**
	 * Adds rooms.
	 * @param rooms their names
	 * @return a copy for those rooms too
	 * @throws IllegalArgumentException if one is not a {@linkplain Room room name}
	 */
	public RealtimeEvent toRooms(String... rooms) {
		return toRooms(Arrays.asList(rooms));
	}

	/**
	 * Adds rooms.
	 * @param rooms their names
	 * @return a copy for those rooms too
	 * @throws IllegalArgumentException if one is not a {@linkplain Room room name}
	 */
	public RealtimeEvent toRooms(Collection<String> rooms) {
		LinkedHashSet<String> all = new LinkedHashSet<>(this.rooms);
		all.addAll(rooms);
		return withRooms(List.copyOf(all));
	}

	/**
	 * Adds users.
	 * @param users their names
	 * @return a copy for those users too
	 * @throws IllegalArgumentException if one is not a {@linkplain RealtimeUser user's}
	 * name
	 */
	public RealtimeEvent toUsers(String... users) {
		return toUsers(Arrays.asList(users));
	}

	/**
	 * Adds users.
	 * @param users their names
	 * @return a copy for those users too
	 * @throws IllegalArgumentException if one is not a {@linkplain RealtimeUser user's}
	 * name
	 */
	public RealtimeEvent toUsers(Collection<String> users) {
		LinkedHashSet<String> all = new LinkedHashSet<>(this.users);
		all.addAll(users);
		return new RealtimeEvent(this.id, this.name, this.action, this.type, this.path, this.resource, this.data,
				this.rooms, List.copyOf(all), this.actor, this.origin, this.at);
	}

	/**
	 * Goes to these rooms instead.
	 * @param rooms their names
	 * @return a copy for those rooms alone
	 */
	public RealtimeEvent withRooms(List<String> rooms) {
		return new RealtimeEvent(this.id, this.name, this.action, this.type, this.path, this.resource, this.data, rooms,
				this.users, this.actor, this.origin, this.at);
	}

	/**
	 * Tells another action.
	 * @param action {@code created}, {@code updated} or {@code deleted}
	 * @return a copy with that action
	 */
	public RealtimeEvent withAction(String action) {
		return new RealtimeEvent(this.id, this.name, action, this.type, this.path, this.resource, this.data, this.rooms,
				this.users, this.actor, this.origin, this.at);
	}

	/**
	 * Tells another state of the resource.
	 * @param resource what clients get of it
	 * @return a copy with that resource
	 */
	public RealtimeEvent withResource(@Nullable Object resource) {
		return new RealtimeEvent(this.id, this.name, this.action, this.type, this.path, resource, this.data, this.rooms,
				this.users, this.actor, this.origin, this.at);
	}

	/**
	 * Names the resource.
	 * @param path its unique path, such as {@code /channels/42/messages/7}
	 * @return a copy with that path
	 */
	public RealtimeEvent withPath(@Nullable String path) {
		return new RealtimeEvent(this.id, this.name, this.action, this.type, path, this.resource, this.data, this.rooms,
				this.users, this.actor, this.origin, this.at);
	}

	/**
	 * Says who caused it.
	 * @param actor the user's name
	 * @return a copy with that actor
	 */
	public RealtimeEvent withActor(@Nullable String actor) {
		return new RealtimeEvent(this.id, this.name, this.action, this.type, this.path, this.resource, this.data,
				this.rooms, this.users, actor, this.origin, this.at);
	}

	/**
	 * Says which client caused it.
	 * @param origin what that client sent as {@code Realtime-Origin}
	 * @return a copy with that origin
	 */
	public RealtimeEvent withOrigin(@Nullable String origin) {
		return new RealtimeEvent(this.id, this.name, this.action, this.type, this.path, this.resource, this.data,
				this.rooms, this.users, this.actor, origin, this.at);
	}

	private static String newId() {
		return UUID.randomUUID().toString();
	}

	private static List<String> distinct(List<String> names) {
		return (names.size() < 2) ? List.copyOf(names) : List.copyOf(new LinkedHashSet<>(names));
	}

}
