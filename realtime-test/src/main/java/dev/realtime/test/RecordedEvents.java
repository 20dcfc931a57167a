package dev.realtime.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.api.AssertProvider;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

import dev.realtime.RealtimeEvent;

/**
 * The events that were published, in order, as they were published: also those of a
 * transaction that is rolled back later, as a transactional test's is. Clients hear only
 * of committed ones; see {@link RealtimeClients}.
 * <p>
 * AssertJ's {@code assertThat(events)} leads to {@link RecordedEventsAssert}.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 * @see RealtimeTest
 */
public final class RecordedEvents implements ApplicationListener<PayloadApplicationEvent<RealtimeEvent>>, Ordered,
		AssertProvider<RecordedEventsAssert> {

	private final List<RealtimeEvent> events = new CopyOnWriteArrayList<>();

	RecordedEvents() {
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<RealtimeEvent> event) {
		this.events.add(event.getPayload());
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	/**
	 * What was published since the test began.
	 * @return a copy
	 */
	public List<RealtimeEvent> all() {
		return List.copyOf(this.events);
	}

	/** Forgets all events. */
	public void clear() {
		this.events.clear();
	}

	/** For AssertJ; use {@code assertThat(events)}. */
	@Override
	public RecordedEventsAssert assertThat() {
		return new RecordedEventsAssert(all());
	}

}
