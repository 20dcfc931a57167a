package dev.realtime.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.realtime.RealtimeEvent;

/**
 * Publications that remember what left, in order, and which reservations are open.
 */
final class RecordedPublications implements Publications {

	final List<RealtimeEvent> events = new CopyOnWriteArrayList<>();

	final List<Set<String>> reserved = new CopyOnWriteArrayList<>();

	final AtomicInteger open = new AtomicInteger();

	@Override
	public Reservation reserve(Set<String> rooms) {
		this.reserved.add(rooms);
		this.open.incrementAndGet();
		return (told) -> {
			this.open.decrementAndGet();
			for (TracedEvent traced : told) {
				RealtimeEvent event = traced.event();
				if (!rooms.containsAll(event.rooms())) {
					throw new IllegalStateException("not reserved: " + event.rooms());
				}
				this.events.add(event);
			}
		};
	}

	/** What left, as {@code action rooms path} or {@code name rooms}. */
	List<String> told() {
		List<String> lines = new ArrayList<>();
		for (RealtimeEvent event : this.events) {
			String what = (event.action() != null) ? event.action() + ":" + event.resource() : event.name();
			lines.add(what + " " + String.join(",", event.rooms()));
		}
		return lines;
	}

}
