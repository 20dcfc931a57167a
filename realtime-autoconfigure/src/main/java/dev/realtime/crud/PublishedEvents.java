package dev.realtime.crud;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.PayloadApplicationEvent;

import dev.realtime.CommittedResource;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;

/**
 * Publishes events for everybody who listens, and reports what fails. Does not throw.
 *
 * @param publisher where events are published
 * @param failures where failures end
 * @param caller fills in who acts, where the publishing thread does not tell
 * @param transaction the reactive transaction the events belong to, if any
 */
record PublishedEvents(ApplicationEventPublisher publisher, ObjectProvider<PublicationFailures> failures,
		UnaryOperator<RealtimeEvent> caller, @Nullable Object transaction) implements Announcement.Events {

	@Override
	public void publish(RealtimeEvent made, @Nullable Supplier<@Nullable Object> committed, Announcement announcement) {
		RealtimeEvent event = this.caller.apply(made);
		try {
			if (committed != null) {
				Object source = (this.transaction != null) ? this.transaction : this.publisher;
				this.publisher.publishEvent(new CommittedResource(source, event, committed));
			}
			else if (this.transaction != null) {
				this.publisher.publishEvent(new PayloadApplicationEvent<>(this.transaction, event));
			}
			else {
				this.publisher.publishEvent(event);
			}
		}
		catch (RuntimeException | AssertionError | LinkageError | StackOverflowError ex) {
			report(event, ex, announcement.where() + ": a listener of this application failed on the announced event."
					+ " The event itself is on its way; let the listener handle its failures");
		}
	}

	@Override
	public void failed(RealtimeEvent event, Throwable cause, Announcement announcement) {
		report(this.caller.apply(event), cause,
				announcement.where() + ": the change was not announced. " + cause.getMessage()
						+ ". Correct the expression or the entity, or leave such changes out with 'condition'");
	}

	private void report(RealtimeEvent event, Throwable cause, String remedy) {
		this.failures.getObject().report(event, cause, remedy);
	}

}
