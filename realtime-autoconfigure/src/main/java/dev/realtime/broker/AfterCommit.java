package dev.realtime.broker;

import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.realtime.Caller;
import dev.realtime.CommittedResource;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;

/**
 * The one door for events: inside a transaction they wait for its commit, and a rollback
 * forgets them; without one they leave at once.
 * <p>
 * One synchronization per transaction collects them in call order, rather than one per
 * event as an annotated transactional listener would: only so can a rollback to a
 * savepoint take back what came after it, and several changes of one resource be told as
 * one. It runs first of all listeners, so that one of the application's that throws
 * cannot hide the event.
 */
public final class AfterCommit implements ApplicationListener<PayloadApplicationEvent<RealtimeEvent>>, Ordered {

	private final Supplier<? extends @Nullable Publications> publications;

	private final Supplier<? extends @Nullable EventStore> store;

	private final PublicationFailures failures;

	private final NetEffect netEffect;

	private final Supplier<Tracing> tracing;

	/**
	 * Creates the door.
	 * @param publications where events leave; yields {@code null} where nobody can
	 * listen, as in an application without a web server
	 * @param store what keeps them until they have left; yields {@code null} where
	 * nothing does
	 * @param failures where failures end
	 * @param netEffect what the changes of one transaction come to
	 * @param tracing follows events
	 */
	AfterCommit(Supplier<? extends @Nullable Publications> publications, Supplier<? extends @Nullable EventStore> store,
			PublicationFailures failures, NetEffect netEffect, Supplier<Tracing> tracing) {
		this.publications = publications;
		this.store = store;
		this.failures = failures;
		this.netEffect = netEffect;
		this.tracing = tracing;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supportsAsyncExecution() {
		// another thread would not know the transaction
		return false;
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<RealtimeEvent> event) {
		Publications publications = this.publications.get();
		if (publications == null) {
			return;
		}
		RealtimeEvent stamped = Caller.stamp(event.getPayload());
		try {
			this.tracing.get().publish(stamped, (trace) -> takeIn(event, stamped, trace, publications));
		}
		catch (RuntimeException ex) {
			this.failures.report(stamped, ex, "An event could not be published");
		}
	}

	private void takeIn(PayloadApplicationEvent<RealtimeEvent> event, RealtimeEvent stamped, @Nullable Trace trace,
			Publications publications) {
		PendingChanges pending = pending(publications, event.getSource());
		if (pending != null) {
			Supplier<@Nullable Object> committed = (event instanceof CommittedResource computed) ? computed::resource
					: null;
			pending.add(new Change(stamped, committed, trace));
		}
		else {
			publications.publish(new TracedEvent(stamped, trace));
		}
	}

	/**
	 * Runs an action when the current transaction commits, before its events and before
	 * any event of those rooms that was caused by who saw the commit; at once if there is
	 * no transaction, and never if it rolls back.
	 * @param rooms names of the rooms it is about, asked right before the commit
	 * @param action the action
	 */
	public void afterCommit(Supplier<Set<String>> rooms, Runnable action) {
		Publications publications = this.publications.get();
		PendingChanges pending = (publications != null) ? pending(publications, action) : null;
		if (pending != null) {
			pending.add(new PendingChanges.Action(rooms, action));
		}
		else {
			action.run();
		}
	}

	private @Nullable PendingChanges pending(Publications publications, Object source) {
		if (TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive()) {
			return ThreadTransaction.pending(this, () -> create(publications));
		}
		return (source instanceof TransactionContext context)
				? ReactiveTransaction.pending(this, context, () -> create(publications)) : null;
	}

	private PendingChanges create(Publications publications) {
		return new PendingChanges(publications, this.store.get(), this.failures, this.netEffect);
	}

}
