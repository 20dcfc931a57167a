package dev.realtime.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.json.JsonMapper;

import dev.realtime.RealtimeEvent;

/**
 * Publications that write resources when they leave, as the broker does.
 */
class WrittenPublications implements Publications {

	final List<RealtimeEvent> events = new CopyOnWriteArrayList<>();

	final List<String> json = new CopyOnWriteArrayList<>();

	final AtomicInteger open = new AtomicInteger();

	private final JsonMapper mapper;

	WrittenPublications(JsonMapper mapper) {
		this.mapper = LoadedOnly.on(mapper);
	}

	@Override
	public Reservation reserve(Set<String> rooms) {
		this.open.incrementAndGet();
		return (told) -> {
			this.open.decrementAndGet();
			for (TracedEvent traced : told) {
				RealtimeEvent event = traced.event();
				this.events.add(event);
				this.json.add(this.mapper.writeValueAsString(event.resource()));
			}
		};
	}

	List<String> actions() {
		List<String> actions = new ArrayList<>();
		for (RealtimeEvent event : this.events) {
			actions.add(event.action() + " " + event.path());
		}
		return actions;
	}

}
