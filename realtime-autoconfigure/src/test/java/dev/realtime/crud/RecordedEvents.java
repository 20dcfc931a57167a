package dev.realtime.crud;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.event.EventListener;

import dev.realtime.PublicationFailed;
import dev.realtime.RealtimeEvent;

/**
 * Remembers what was announced and what could not be.
 */
class RecordedEvents {

	final List<RealtimeEvent> events = new CopyOnWriteArrayList<>();

	final List<PublicationFailed> failures = new CopyOnWriteArrayList<>();

	@EventListener
	void on(RealtimeEvent event) {
		this.events.add(event);
	}

	@EventListener
	void on(PublicationFailed failure) {
		this.failures.add(failure);
	}

	/** What was announced, as {@code action type rooms path resource}. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		for (RealtimeEvent event : this.events) {
			lines.add(event.action() + " " + event.type() + " " + String.join(",", event.rooms()) + " " + event.path()
					+ " " + event.resource());
		}
		return lines;
	}

}
