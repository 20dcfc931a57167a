package dev.realtime.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;

/**
 * What one transaction has to tell when it commits, in call order. The place in each
 * room's order is reserved before the commit and given back whatever becomes of the
 * transaction: a reservation that is never ended would silence its rooms.
 * <p>
 * Thread-safe, since a reactive transaction moves from thread to thread.
 */
final class PendingChanges {

	private final Publications publications;

	private final @Nullable EventStore store;

	private final PublicationFailures failures;

	private final NetEffect netEffect;

	private final List<Change> changes = new ArrayList<>();

	private final List<Action> actions = new ArrayList<>();

	/** Where changes and actions ended when a savepoint was made. */
	private final Map<Object, Mark> marks = new HashMap<>();

	private Publications.@Nullable Reservation reservation;

	private Set<String> reserved = Set.of();

	private final List<EventStore.Stored> stored = new ArrayList<>();

	/** What is added from now on is stored at once. */
	private boolean storing;

	private boolean ended;

	PendingChanges(Publications publications, @Nullable EventStore store, PublicationFailures failures,
			NetEffect netEffect) {
		this.publications = publications;
		this.store = store;
		this.failures = failures;
		this.netEffect = netEffect;
	}

	synchronized void add(Change change) {
		this.changes.add(change);
		if (this.storing && this.store != null) {
			this.stored.add(this.store.store(List.of(change.event())));
		}
	}

	/**
	 * Stores what will be told, where something keeps it.
	 * @throws RuntimeException if it cannot be stored: the transaction fails then
	 */
	synchronized void store() {
		if (this.store != null && !this.changes.isEmpty()) {
			List<RealtimeEvent> events = this.netEffect.of(List.copyOf(this.changes))
				.stream()
				.map(Change::settle)
				.toList();
			this.stored.add(this.store.store(events));
			this.storing = true;
		}
	}

	synchronized void add(Action action) {
		this.actions.add(action);
	}

	synchronized void mark(Object savepoint) {
		this.marks.put(savepoint, new Mark(this.changes.size(), this.actions.size()));
	}

	/** Forgets what came after a savepoint, which is everything if it was made before. */
	synchronized void rollBackTo(Object savepoint) {
		Mark mark = this.marks.getOrDefault(savepoint, new Mark(0, 0));
		this.changes.subList(mark.changes(), this.changes.size()).clear();
		this.actions.subList(mark.actions(), this.actions.size()).clear();
	}

	/** Tells what came after a mark, for it was committed by itself. */
	void commitFrom(Object transaction) {
		List<Change> committed;
		List<Action> due;
		synchronized (this) {
			Mark mark = this.marks.getOrDefault(transaction, new Mark(0, 0));
			committed = List.copyOf(this.changes.subList(mark.changes(), this.changes.size()));
			due = List.copyOf(this.actions.subList(mark.actions(), this.actions.size()));
			rollBackTo(transaction);
		}
		due.forEach(this::run);
		settle(this.netEffect.of(committed)).forEach(this::publishNow);
	}

	/** Takes the place in the order of all rooms that are known by now. */
	synchronized void reserve() {
		Set<String> rooms = new HashSet<>();
		this.changes.forEach((change) -> rooms.addAll(change.event().rooms()));
		this.actions.forEach((action) -> rooms.addAll(action.rooms().get()));
		if (this.reservation != null || rooms.isEmpty()) {
			return;
		}
		try {
			this.reservation = this.publications.reserve(rooms);
			this.reserved = rooms;
		}
		catch (RuntimeException ex) {
			// told without a place in the order: late is better than never
			RealtimeEvent event = this.changes.isEmpty() ? RealtimeEvent.resync().toRooms(rooms)
					: this.changes.get(0).event();
			this.failures.report(event, ex,
					"No place could be reserved in rooms " + rooms + ", so their order is that of the commits");
		}
	}

	/** Tells everything; what is added from now on is told at once. */
	void commit() {
		List<Change> committed = end();
		try {
			takeActions().forEach(this::run);
		}
		finally {
			publish(settle(this.netEffect.of(committed)));
			takeStored().forEach(EventStore.Stored::told);
		}
	}

	/**
	 * Nobody knows whether the transaction committed, such as when the database went away
	 * during the commit. Tells the rooms to fetch again, which is right in either case.
	 */
	void doubt() {
		Set<String> rooms = new LinkedHashSet<>();
		end().forEach((change) -> rooms.addAll(change.event().rooms()));
		takeActions().forEach(this::run);
		publish(rooms.isEmpty() ? List.of() : List.of(new TracedEvent(RealtimeEvent.resync().toRooms(rooms), null)));
	}

	/** Tells nothing. */
	void rollBack() {
		end();
		takeActions();
		publish(List.of());
		takeStored().forEach(EventStore.Stored::rolledBack);
	}

	synchronized boolean isEnded() {
		return this.ended;
	}

	private synchronized List<Change> end() {
		this.ended = true;
		List<Change> all = List.copyOf(this.changes);
		this.changes.clear();
		return all;
	}

	private synchronized List<Action> takeActions() {
		List<Action> all = List.copyOf(this.actions);
		this.actions.clear();
		return all;
	}

	private synchronized List<EventStore.Stored> takeStored() {
		List<EventStore.Stored> all = List.copyOf(this.stored);
		this.stored.clear();
		return all;
	}

	private void run(Action action) {
		try {
			action.task().run();
		}
		catch (RuntimeException ex) {
			this.failures.report(RealtimeEvent.resync(), ex, "An action on live sessions failed after commit");
		}
	}

	private List<TracedEvent> settle(List<Change> changes) {
		List<TracedEvent> events = new ArrayList<>(changes.size());
		for (Change change : changes) {
			try {
				events.add(new TracedEvent(change.settle(), change.trace()));
			}
			catch (RuntimeException | LinkageError | StackOverflowError ex) {
				this.failures.report(change.event(), ex, "The resource of " + change.event().path()
						+ " could not be computed after commit; its 'resource' expression must work outside a transaction");
			}
		}
		return events;
	}

	private void publish(List<TracedEvent> events) {
		Publications.Reservation place = takeReservation();
		int covered = 0;
		if (place != null) {
			while (covered < events.size() && this.reserved.containsAll(events.get(covered).event().rooms())) {
				covered++;
			}
			place.publish(events.subList(0, covered));
		}
		// from the first event on whose rooms turned up too late, or all would change
		// places
		events.subList(covered, events.size()).forEach(this::publishNow);
	}

	private void publishNow(TracedEvent event) {
		try {
			this.publications.publish(event);
		}
		catch (RuntimeException ex) {
			this.failures.report(event.event(), ex, "An event could not be published after commit");
		}
	}

	private synchronized Publications.@Nullable Reservation takeReservation() {
		Publications.Reservation place = this.reservation;
		this.reservation = null;
		return place;
	}

	/**
	 * Something to do before the events are told.
	 *
	 * @param rooms names of the rooms it is about
	 * @param task what to do
	 */
	record Action(Supplier<Set<String>> rooms, Runnable task) {

	}

	/** How much there was. */
	private record Mark(int changes, int actions) {

	}

}
