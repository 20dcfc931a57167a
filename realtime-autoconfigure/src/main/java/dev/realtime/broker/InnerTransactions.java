package dev.realtime.broker;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Watches the transactions of one manager that run inside a transaction of another.
 * Spring runs only the callbacks of the outer one, but each commits by itself: so its
 * changes are told with its own commit, and forgotten with its own rollback.
 */
final class InnerTransactions implements TransactionExecutionListener, BeanPostProcessor {

	/** Under which a thread's transaction knows its changes. */
	private final Supplier<?> key;

	InnerTransactions(Supplier<?> key) {
		this.key = key;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager
				&& !manager.getTransactionExecutionListeners().contains(this)) {
			manager.addListener(this);
		}
		return bean;
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
		PendingChanges pending = (failure == null) ? outer(transaction) : null;
		if (pending != null) {
			pending.mark(transaction);
		}
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		PendingChanges pending = outer(transaction);
		if (pending != null && failure == null) {
			pending.commitFrom(transaction);
		}
		else if (pending != null) {
			pending.rollBackTo(transaction);
		}
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
		PendingChanges pending = outer(transaction);
		if (pending != null) {
			pending.rollBackTo(transaction);
		}
	}

	/**
	 * The changes of the transaction around this one, if it has no callbacks of its own.
	 */
	private @Nullable PendingChanges outer(TransactionExecution transaction) {
		boolean inner = transaction instanceof DefaultTransactionStatus status && status.isNewTransaction()
				&& !status.isNewSynchronization();
		return inner ? ThreadTransaction.known(this.key.get()) : null;
	}

}
