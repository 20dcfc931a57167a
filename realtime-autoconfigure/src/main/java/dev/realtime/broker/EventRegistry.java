package dev.realtime.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.PayloadApplicationEvent;
import org.springframework.modulith.events.core.EventPublicationRegistry;
import org.springframework.modulith.events.core.PublicationTargetIdentifier;
import org.springframework.transaction.event.TransactionalApplicationListener;

import dev.realtime.RealtimeEvent;

/**
 * Keeps events in Spring Modulith's event publication registry.
 * <p>
 * It stores them by itself right before the commit rather than letting the registry do it
 * as they are published: as what the transaction comes to, with actor and origin, written
 * by the mapper that writes them for clients. It is a transactional listener only so that
 * the registry finds it when it publishes again what a crash left behind; nobody
 * publishes a {@link StoredEvent} otherwise.
 */
final class EventRegistry
		implements EventStore, TransactionalApplicationListener<PayloadApplicationEvent<StoredEvent>> {

	private static final Log logger = LogFactory.getLog(EventRegistry.class);

	/** It is in the database: it stays. */
	private static final String LISTENER_ID = "dev.realtime.events";

	private static final PublicationTargetIdentifier TARGET = PublicationTargetIdentifier.of(LISTENER_ID);

	private final Supplier<EventPublicationRegistry> registry;

	private final Supplier<Publications> publications;

	private final EventJson json;

	EventRegistry(Supplier<EventPublicationRegistry> registry, Supplier<Publications> publications, EventJson json) {
		this.registry = registry;
		this.publications = publications;
		this.json = json;
	}

	@Override
	public Stored store(List<RealtimeEvent> events) {
		List<StoredEvent> stored = new ArrayList<>(events.size());
		for (RealtimeEvent event : events) {
			StoredEvent one = new StoredEvent(this.json.freeze(event));
			this.registry.get().store(one, Stream.of(TARGET));
			stored.add(one);
		}
		return new Registered(stored);
	}

	/** Tells what was stored and, as far as the registry knows, not told. */
	@Override
	public void processEvent(PayloadApplicationEvent<StoredEvent> event) {
		StoredEvent stored = event.getPayload();
		this.publications.get().publish(stored.event());
		this.registry.get().markCompleted(stored, TARGET);
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<StoredEvent> event) {
		processEvent(event);
	}

	@Override
	public String getListenerId() {
		return LISTENER_ID;
	}

	@Override
	public void addCallback(SynchronizationCallback callback) {
		throw new UnsupportedOperationException("Listen to the events themselves");
	}

	/** Events in the registry. */
	private final class Registered implements Stored {

		private final List<StoredEvent> events;

		Registered(List<StoredEvent> events) {
			this.events = events;
		}

		@Override
		public void told() {
			end((event) -> EventRegistry.this.registry.get().markCompleted(event, TARGET),
					"was told but could not be marked so: it will be told again, with the same id");
		}

		@Override
		public void rolledBack() {
			// the row is gone, but the registry remembers it as in progress
			end((event) -> EventRegistry.this.registry.get().markFailed(event, TARGET),
					"was rolled back, and the registry could not be told");
		}

		private void end(Consumer<StoredEvent> step, String failure) {
			for (StoredEvent event : this.events) {
				try {
					step.accept(event);
				}
				catch (RuntimeException ex) {
					logger.warn("Event " + event.event().id() + " " + failure, ex);
				}
			}
		}

	}

}
