package dev.realtime.broker;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Ties pending changes to a reactive transaction. Touched only where Reactor is present.
 */
final class ReactiveTransaction implements TransactionSynchronization {

	private final Object key;

	private final TransactionSynchronizationManager manager;

	private final PendingChanges pending;

	private ReactiveTransaction(Object key, TransactionSynchronizationManager manager, PendingChanges pending) {
		this.key = key;
		this.manager = manager;
		this.pending = pending;
	}

	/**
	 * The pending changes of a transaction.
	 * @param key under which the transaction knows them
	 * @param context the transaction
	 * @param changes makes them when the transaction has its first
	 * @return {@code null} if the transaction is over, or has told its changes already
	 */
	static @Nullable PendingChanges pending(Object key, TransactionContext context, Supplier<PendingChanges> changes) {
		TransactionSynchronizationManager manager = new TransactionSynchronizationManager(context);
		if (!manager.isSynchronizationActive() || !manager.isActualTransactionActive()) {
			return null;
		}
		if (manager.getResource(key) instanceof ReactiveTransaction known) {
			return known.pending.isEnded() ? null : known.pending;
		}
		ReactiveTransaction transaction = new ReactiveTransaction(key, manager, changes.get());
		manager.registerSynchronization(transaction);
		manager.bindResource(key, transaction);
		return transaction.pending;
	}

	@Override
	public Mono<Void> suspend() {
		return Mono.fromRunnable(() -> this.manager.unbindResourceIfPossible(this.key));
	}

	@Override
	public Mono<Void> resume() {
		return Mono.fromRunnable(() -> this.manager.bindResource(this.key, this));
	}

	@Override
	public Mono<Void> beforeCompletion() {
		return Mono.fromRunnable(this.pending::reserve);
	}

	@Override
	public Mono<Void> afterCommit() {
		return Mono.fromRunnable(this.pending::commit);
	}

	@Override
	public Mono<Void> afterCompletion(int status) {
		return Mono.fromRunnable(() -> {
			this.manager.unbindResourceIfPossible(this.key);
			if (status == STATUS_COMMITTED) {
				this.pending.commit();
			}
			else if (status == STATUS_UNKNOWN) {
				this.pending.doubt();
			}
			else {
				this.pending.rollBack();
			}
		});
	}

}
