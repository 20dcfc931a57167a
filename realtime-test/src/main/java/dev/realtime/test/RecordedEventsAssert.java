package dev.realtime.test;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import dev.realtime.RealtimeEvent;

/**
 * Assertions about what was announced. Each step keeps the events that match, and fails
 * at once if none is left, showing what there was instead. <pre class="code">
 * assertThat(events).created(Order.class).inRoom("/orders/42").by("alice").once();
 * assertThat(events).named("MESSAGE:NEW").toUser("xosofox").times(2);
 * assertThat(events).hasNoneIn("/orders/43");
 * </pre>
 *
 * @since 0.1
 */
public final class RecordedEventsAssert extends AbstractAssert<RecordedEventsAssert, List<RealtimeEvent>> {

	private final List<RealtimeEvent> all;

	private final String described;

	RecordedEventsAssert(List<RealtimeEvent> all) {
		this(all, all, "an event");
	}

	private RecordedEventsAssert(List<RealtimeEvent> all, List<RealtimeEvent> matching, String described) {
		super(matching, RecordedEventsAssert.class);
		this.all = all;
		this.described = described;
	}

	/**
	 * Keeps what tells that a resource of a type came to be.
	 * @param type the entity's class, whose simple name with a lower case first letter is
	 * the event's type, or the class of the event's resource
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert created(Class<?> type) {
		return resource(RealtimeEvent.CREATED, type);
	}

	/**
	 * Keeps what tells that a resource of a type changed.
	 * @param type the entity's class
	 * @return an assertion on what is left
	 * @see #created(Class)
	 */
	public RecordedEventsAssert updated(Class<?> type) {
		return resource(RealtimeEvent.UPDATED, type);
	}

	/**
	 * Keeps what tells that a resource of a type is gone.
	 * @param type the entity's class
	 * @return an assertion on what is left
	 * @see #created(Class)
	 */
	public RecordedEventsAssert deleted(Class<?> type) {
		return resource(RealtimeEvent.DELETED, type);
	}

	private RecordedEventsAssert resource(String action, Class<?> type) {
		String name = StringUtils.uncapitalize(type.getSimpleName());
		return keep(action + " " + name, (event) -> action.equals(event.action())
				&& (name.equals(event.type()) || type.isInstance(event.resource())));
	}

	/**
	 * Keeps custom events of a name.
	 * @param name the event's name
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert named(String name) {
		return keep("named " + name, (event) -> event.name().equals(name));
	}

	/**
	 * Keeps what goes to a room.
	 * @param room the room's name
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert inRoom(String room) {
		return keep("in room " + room, (event) -> event.rooms().contains(room));
	}

	/**
	 * Keeps what goes to a user's own queue.
	 * @param user the user's name
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert toUser(String user) {
		return keep("to user " + user, (event) -> event.users().contains(user));
	}

	/**
	 * Keeps what tells of a resource at a path.
	 * @param path the resource's path
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert atPath(String path) {
		return keep("at path " + path, (event) -> path.equals(event.path()));
	}

	/**
	 * Keeps what a user caused.
	 * @param actor the user's name; {@code null} for nobody
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert by(@Nullable String actor) {
		return keep("by " + actor, (event) -> Objects.equals(event.actor(), actor));
	}

	/**
	 * Keeps what has certain data: the resource of a change, or the data of a custom
	 * event.
	 * @param condition what holds for it
	 * @return an assertion on what is left
	 */
	public RecordedEventsAssert with(Predicate<@Nullable Object> condition) {
		return keep("with matching data",
				(event) -> condition.test((event.action() != null) ? event.resource() : event.data()));
	}

	private RecordedEventsAssert keep(String step, Predicate<RealtimeEvent> condition) {
		String described = this.described + " " + step;
		List<RealtimeEvent> matching = this.actual.stream().filter(condition).toList();
		if (matching.isEmpty()) {
			failWithMessage("Expected %s, but there was none. Published were:%s", described, list(this.all));
		}
		return new RecordedEventsAssert(this.all, matching, described);
	}

	/**
	 * Fails unless exactly one is left.
	 * @return this assertion
	 */
	public RecordedEventsAssert once() {
		return times(1);
	}

	/**
	 * Fails unless that many are left.
	 * @param count how many
	 * @return this assertion
	 */
	public RecordedEventsAssert times(int count) {
		if (this.actual.size() != count) {
			failWithMessage("Expected %s %d times, but found %d:%s%nAll that was published:%s", this.described, count,
					this.actual.size(), list(this.actual), list(this.all));
		}
		return this;
	}

	/** Fails if anything was published. */
	public void isEmpty() {
		if (!this.all.isEmpty()) {
			failWithMessage("Expected no events, but published were:%s", list(this.all));
		}
	}

	/**
	 * Fails if anything goes to a room.
	 * @param room the room's name
	 * @return this assertion
	 */
	public RecordedEventsAssert hasNoneIn(String room) {
		return none("in room " + room, (event) -> event.rooms().contains(room));
	}

	/**
	 * Fails if there is an event of a name.
	 * @param name the event's name
	 * @return this assertion
	 */
	public RecordedEventsAssert hasNoneNamed(String name) {
		return none("named " + name, (event) -> event.name().equals(name));
	}

	private RecordedEventsAssert none(String step, Predicate<RealtimeEvent> condition) {
		List<RealtimeEvent> found = this.all.stream().filter(condition).toList();
		if (!found.isEmpty()) {
			failWithMessage("Expected no event %s, but found:%s", step, list(found));
		}
		return this;
	}

	private static String list(List<RealtimeEvent> events) {
		return events.isEmpty() ? " nothing"
				: events.stream().map(RecordedEventsAssert::line).collect(Collectors.joining());
	}

	private static String line(RealtimeEvent event) {
		String what = (event.action() != null) ? event.action() + " " + event.type() : event.name();
		return "%n  %s  rooms %s  users %s  path %s  by %s  %s".formatted(what, event.rooms(), event.users(),
				event.path(), event.actor(), (event.action() != null) ? event.resource() : event.data());
	}

}
