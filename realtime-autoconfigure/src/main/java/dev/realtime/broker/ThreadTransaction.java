package dev.realtime.broker;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Ties pending changes to the transaction of the current thread.
 */
final class ThreadTransaction implements TransactionSynchronization {

	private final Object key;

	private final PendingChanges pending;

	private ThreadTransaction(Object key, PendingChanges pending) {
		this.key = key;
		this.pending = pending;
	}

	/**
	 * The pending changes of the current transaction.
	 * @param key under which the transaction knows them
	 * @param changes makes them when the transaction has its first
	 * @return {@code null} if the transaction has told its changes already
	 */
	static @Nullable PendingChanges pending(Object key, Supplier<PendingChanges> changes) {
		if (TransactionSynchronizationManager.getResource(key) instanceof ThreadTransaction known) {
			if (!known.pending.isEnded()) {
				return known.pending;
			}
			if (TransactionSynchronizationManager.getSynchronizations().contains(known)) {
				return null;
			}
			// of an earlier transaction, which ended on another thread
			TransactionSynchronizationManager.unbindResource(key);
		}
		ThreadTransaction transaction = new ThreadTransaction(key, changes.get());
		TransactionSynchronizationManager.registerSynchronization(transaction);
		TransactionSynchronizationManager.bindResource(key, transaction);
		return transaction.pending;
	}

	/**
	 * The pending changes of the current transaction, if it has any.
	 * @param key under which the transaction knows them
	 * @return {@code null} if it has none, or has told them already
	 */
	static @Nullable PendingChanges known(Object key) {
		return (TransactionSynchronizationManager.getResource(key) instanceof ThreadTransaction known
				&& !known.pending.isEnded()) ? known.pending : null;
	}

	@Override
	public void suspend() {
		TransactionSynchronizationManager.unbindResourceIfPossible(this.key);
	}

	@Override
	public void resume() {
		TransactionSynchronizationManager.bindResource(this.key, this);
	}

	@Override
	public void savepoint(Object savepoint) {
		this.pending.mark(savepoint);
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.pending.rollBackTo(savepoint);
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		if (!readOnly) {
			this.pending.store();
		}
	}

	/**
	 * Later than all {@code beforeCommit} callbacks, which may change something
	 * themselves. Called before a rollback too, when it is soon given back.
	 */
	@Override
	public void beforeCompletion() {
		this.pending.reserve();
	}

	@Override
	public void afterCommit() {
		this.pending.commit();
	}

	@Override
	public void afterCompletion(int status) {
		TransactionSynchronizationManager.unbindResourceIfPossible(this.key);
		if (status == STATUS_COMMITTED) {
			// again, for an earlier callback may have failed and kept afterCommit from us
			this.pending.commit();
		}
		else if (status == STATUS_UNKNOWN) {
			this.pending.doubt();
		}
		else {
			this.pending.rollBack();
		}
	}

}
