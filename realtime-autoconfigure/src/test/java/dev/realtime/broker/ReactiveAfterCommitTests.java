package dev.realtime.broker;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalEventPublisher;
import org.springframework.transaction.reactive.TransactionalOperator;

import dev.realtime.RealtimeEvent;
import dev.realtime.crud.CrudAutoConfiguration;
import dev.realtime.crud.RealtimeCreated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ReactiveAfterCommitTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, AfterCommitAutoConfiguration.class,
				CrudAutoConfiguration.class))
		.withUserConfiguration(Transactions.class)
		.withBean(RecordedPublications.class)
		.withBean(Transactionless.class)
		.withBean(Notes.class);

	@Test
	void publishesAfterTheReactiveCommit() {
		this.runner.run((context) -> {
			RecordedPublications told = context.getBean(RecordedPublications.class);
			TransactionalEventPublisher events = new TransactionalEventPublisher(context);
			TransactionalOperator operator = TransactionalOperator.create(context.getBean(Transactionless.class));
			operator
				.transactional(events.publishEvent(RealtimeEvent.created("note", "1").toRooms("/a"))
					.then(Mono.fromRunnable(() -> assertThat(told.events).isEmpty()))
					.then(events.publishEvent(RealtimeEvent.created("note", "2").toRooms("/a"))))
				.block();
			assertThat(told.told()).containsExactly("created:1 /a", "created:2 /a");
			assertThat(told.reserved).hasSize(1);
			assertThatIllegalStateException().isThrownBy(
					() -> operator
						.transactional(events.publishEvent(RealtimeEvent.created("note", "3").toRooms("/a"))
							.then(Mono.error(new IllegalStateException())))
						.block());
			assertThat(told.told()).hasSize(2);
			assertThat(told.open).hasValue(0);
		});
	}

	@Test
	void announcesAfterTheReactiveCommit() {
		this.runner.run((context) -> {
			Notes notes = context.getBean(Notes.class);
			RecordedPublications told = context.getBean(RecordedPublications.class);
			assertThat(notes.create("1").block()).isEqualTo("1");
			assertThat(notes.createAll().collectList().block()).containsExactly("2", "3");
			assertThat(told.told()).containsExactly("created:1 /a", "created:2 /a", "created:3 /a");
			TransactionalOperator outer = TransactionalOperator.create(context.getBean(Transactionless.class));
			assertThatIllegalStateException().isThrownBy(
					() -> outer.transactional(notes.create("4").then(Mono.error(new IllegalStateException()))).block());
			outer.transactional(notes.create("5").doOnNext((note) -> assertThat(told.events).hasSize(3))).block();
			assertThat(told.told()).hasSize(4).last().isEqualTo("created:5 /a");
			assertThat(told.open).hasValue(0);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

	}

	static class Notes {

		@Transactional
		@RealtimeCreated(room = "/a", type = "note")
		public Mono<String> create(String text) {
			return Mono.just(text);
		}

		@Transactional
		@RealtimeCreated(room = "/a", type = "note")
		public Flux<String> createAll() {
			return Flux.just("2", "3");
		}

	}

	/** Manages transactions of nothing. */
	static class Transactionless extends AbstractReactiveTransactionManager {

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager manager) {
			return manager.hasResource(this) ? manager.getResource(this) : new Object();
		}

		@Override
		protected boolean isExistingTransaction(Object transaction) {
			return transaction instanceof String;
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager manager, Object transaction,
				TransactionDefinition definition) {
			return Mono.fromRunnable(() -> manager.bindResource(this, "transaction"));
		}

		@Override
		protected Mono<Void> doSetRollbackOnly(TransactionSynchronizationManager manager,
				GenericReactiveTransaction status) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCleanupAfterCompletion(TransactionSynchronizationManager manager, Object transaction) {
			return Mono.fromRunnable(() -> manager.unbindResourceIfPossible(this));
		}

	}

}
