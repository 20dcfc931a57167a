package dev.realtime.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.Caller;
import dev.realtime.CommittedResource;
import dev.realtime.PublicationFailed;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AfterCommitTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final RecordedPublications publications = new RecordedPublications();

	private final List<PublicationFailed> failed = new ArrayList<>();

	private final PublicationFailures failures = new PublicationFailures(this.context);

	private EventStore store;

	private final AfterCommit afterCommit = new AfterCommit(() -> this.publications, () -> this.store, this.failures,
			new NetEffect(0), () -> Tracing.NONE);

	private JdbcTransactionManager transactions;

	private JdbcTemplate jdbc;

	@BeforeEach
	void start() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + getClass().getSimpleName() + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
		this.transactions = new JdbcTransactionManager(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.execute("create table told (id varchar(50) primary key)");
		this.context.addApplicationListener(this.afterCommit);
		ApplicationListener<PayloadApplicationEvent<PublicationFailed>> listener = new FailureListener(this.failed);
		this.context.addApplicationListener(listener);
		this.context.refresh();
	}

	@AfterEach
	void everyReservationIsEnded() {
		assertThat(this.publications.open).hasValue(0);
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		this.jdbc.execute("shutdown");
		this.context.close();
	}

	@Test
	void publishesAtOnceWithoutATransaction() {
		publish("/a", "1");
		assertThat(this.publications.told()).containsExactly("created:1 /a");
	}

	@Test
	void publishesAfterCommitInCallOrder() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			publish("/b", "2");
			publish("/a", "3");
			assertThat(this.publications.events).isEmpty();
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:2 /b", "created:3 /a");
		assertThat(this.publications.reserved).containsExactly(Set.of("/a", "/b"));
	}

	@Test
	void publishesNothingOfARollback() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			status.setRollbackOnly();
		});
		assertThatIllegalStateException().isThrownBy(() -> transaction().executeWithoutResult((status) -> {
			publish("/a", "2");
			throw new IllegalStateException("no");
		}));
		assertThat(this.publications.events).isEmpty();
	}

	@Test
	void tellsRoomsToFetchAgainWhenNobodyKnowsWhetherItCommitted() {
		JdbcTransactionManager losing = new JdbcTransactionManager(this.transactions.getDataSource()) {

			private static final long serialVersionUID = 1;

			@Override
			protected void doCommit(DefaultTransactionStatus status) {
				super.doCommit(status);
				throw new TransactionSystemException("The connection broke");
			}

		};
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> new TransactionTemplate(losing).executeWithoutResult((status) -> {
				publish("/a", "1");
				publish("/b", "2");
			}));
		assertThat(this.publications.told()).containsExactly("realtime:resync /a,/b");
	}

	@Test
	void storesTheNetEffectWithTheTransactionAndMarksItWhenTold() {
		List<String> log = new ArrayList<>();
		this.store = (events) -> {
			log.add("stored " + events.size() + ", told " + this.publications.events.size());
			return new RecordedStored(log, this.publications);
		};
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			publish("/b", "2");
			assertThat(log).isEmpty();
		});
		assertThat(log).containsExactly("stored 2, told 0", "done, told 2");
		transaction().executeWithoutResult((status) -> {
			publish("/a", "3");
			status.setRollbackOnly();
		});
		assertThat(log).hasSize(2);
	}

	@Test
	void failsTheCommitOfWhatCannotBeStored() {
		this.store = (events) -> {
			throw new IllegalStateException("too long");
		};
		assertThatIllegalStateException().isThrownBy(() -> transaction().executeWithoutResult((status) -> {
			this.jdbc.update("insert into told values ('lost')");
			publish("/a", "1");
		}));
		assertThat(this.publications.events).isEmpty();
		assertThat(this.jdbc.queryForList("select id from told")).isEmpty();
	}

	/** Remembers when it was told what became of the events. */
	private record RecordedStored(List<String> log, RecordedPublications publications) implements EventStore.Stored {

		@Override
		public void told() {
			this.log.add("done, told " + this.publications.events.size());
		}

		@Override
		public void rolledBack() {
			this.log.add("rolled back");
		}

	}

	@Test
	void publishesNothingWhenTheCommitFails() {
		this.transactions.setRollbackOnCommitFailure(true);
		assertThatIllegalStateException().isThrownBy(() -> transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					throw new IllegalStateException("constraint");
				}

			});
		}));
		assertThat(this.publications.events).isEmpty();
	}

	@Test
	void takesBackWhatASavepointRollsBack() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			Object savepoint = status.createSavepoint();
			publish("/a", "2");
			this.afterCommit.afterCommit(Set::of, () -> this.publications.publish(event("/a", "action 2")));
			status.rollbackToSavepoint(savepoint);
			publish("/a", "3");
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:3 /a");
	}

	@Test
	void takesBackEverythingIfTheSavepointCameFirst() {
		transaction().executeWithoutResult((status) -> {
			Object savepoint = status.createSavepoint();
			publish("/a", "1");
			status.rollbackToSavepoint(savepoint);
		});
		assertThat(this.publications.events).isEmpty();
	}

	@Test
	void takesBackANestedTransaction() {
		TransactionTemplate nested = transaction(TransactionDefinition.PROPAGATION_NESTED);
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			nested.executeWithoutResult((inner) -> publish("/a", "2"));
			nested.executeWithoutResult((inner) -> {
				publish("/a", "3");
				inner.setRollbackOnly();
			});
			publish("/a", "4");
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:2 /a", "created:4 /a");
	}

	@Test
	void publishesARequiresNewWithItsOwnCommit() {
		TransactionTemplate requiresNew = transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			requiresNew.executeWithoutResult((inner) -> publish("/a", "2"));
			assertThat(this.publications.told()).containsExactly("created:2 /a");
			publish("/a", "3");
			status.setRollbackOnly();
		});
		assertThat(this.publications.told()).containsExactly("created:2 /a");
		transaction().executeWithoutResult((status) -> {
			publish("/b", "4");
			requiresNew.executeWithoutResult((inner) -> {
				publish("/b", "5");
				inner.setRollbackOnly();
			});
			publish("/b", "6");
		});
		assertThat(this.publications.told()).containsExactly("created:2 /a", "created:4 /b", "created:6 /b");
	}

	@Test
	void followsEachOfSeveralTransactionManagers() {
		JdbcTransactionManager other = new JdbcTransactionManager(new SingleConnectionDataSource("jdbc:h2:mem:", true));
		InnerTransactions inner = new InnerTransactions(() -> this.afterCommit);
		inner.postProcessAfterInitialization(this.transactions, "transactions");
		inner.postProcessAfterInitialization(other, "other");
		TransactionTemplate otherTransaction = new TransactionTemplate(other);
		transaction().executeWithoutResult((status) -> {
			publish("/a", "outer");
			otherTransaction.executeWithoutResult((innerStatus) -> publish("/a", "committed"));
			assertThat(this.publications.told()).containsExactly("created:committed /a");
			otherTransaction.executeWithoutResult((innerStatus) -> {
				publish("/a", "rolled back");
				innerStatus.setRollbackOnly();
			});
		});
		transaction().executeWithoutResult((status) -> {
			otherTransaction.executeWithoutResult((innerStatus) -> publish("/a", "kept"));
			publish("/a", "lost");
			status.setRollbackOnly();
		});
		assertThat(this.publications.told()).containsExactly("created:committed /a", "created:outer /a",
				"created:kept /a");
	}

	@Test
	void publishesAtOnceOutsideARealTransaction() {
		transaction(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult((status) -> {
			publish("/a", "1");
			assertThat(this.publications.told()).containsExactly("created:1 /a");
		});
		transaction().executeWithoutResult((status) -> {
			publish("/a", "2");
			transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
				.executeWithoutResult((inner) -> publish("/a", "3"));
			assertThat(this.publications.told()).containsExactly("created:1 /a", "created:3 /a");
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:3 /a", "created:2 /a");
	}

	@Test
	void losesNothingThatIsPublishedInCallbacks() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			register("before commit", "after commit", "after completion");
			publish("/a", "2");
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:2 /a",
				"created:before commit /late", "created:after commit /late", "created:after completion /late");
	}

	@Test
	void losesNothingIfCallbacksPublishFirst() {
		transaction().executeWithoutResult((status) -> register("before commit", null, null));
		transaction().executeWithoutResult((status) -> register(null, "after commit", null));
		transaction().executeWithoutResult((status) -> register(null, null, "after completion"));
		assertThat(this.publications.told()).containsExactly("created:before commit /late",
				"created:after commit /late", "created:after completion /late");
		assertThat(this.publications.reserved).hasSize(3);
	}

	@Test
	void publishesAlthoughAnotherCallbackThrows() {
		assertThatIllegalStateException().isThrownBy(() -> transaction().executeWithoutResult((status) -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					throw new IllegalStateException("of the application");
				}

			});
			publish("/a", "1");
		}));
		assertThat(this.publications.told()).containsExactly("created:1 /a");
	}

	@Test
	void keepsTheOrderWhenARoomTurnsUpTooLate() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCompletion() {
					publish("/b", "2");
					publish("/a", "3");
				}

			});
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:2 /b", "created:3 /a");
	}

	@Test
	void runsActionsBeforeTheEvents() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			this.afterCommit.afterCommit(Set::of, () -> this.publications.publish(event("/a", "action")));
			assertThat(this.publications.events).isEmpty();
		});
		this.afterCommit.afterCommit(Set::of, () -> this.publications.publish(event("/a", "at once")));
		transaction().executeWithoutResult((status) -> {
			this.afterCommit.afterCommit(Set::of, () -> this.publications.publish(event("/a", "rolled back")));
			status.setRollbackOnly();
		});
		assertThat(this.publications.told()).containsExactly("created:action /a", "created:1 /a", "created:at once /a");
	}

	@Test
	void publishesTheEventsAlthoughAnActionFails() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			this.afterCommit.afterCommit(Set::of, () -> {
				throw new IllegalStateException("gone");
			});
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a");
		assertThat(this.failed).singleElement()
			.extracting(PublicationFailed::cause)
			.hasToString("java.lang.IllegalStateException: gone");
	}

	@Test
	void computesTheResourceAgainAfterCommit() {
		List<String> states = new ArrayList<>(List.of("stale"));
		transaction().executeWithoutResult((status) -> {
			this.context.publishEvent(new CommittedResource(this, event("/a", "stale"), () -> states.get(0)));
			states.set(0, "committed");
		});
		assertThat(this.publications.told()).containsExactly("created:committed /a");
	}

	@Test
	void reportsAResourceThatCannotBeComputed() {
		transaction().executeWithoutResult((status) -> {
			publish("/a", "1");
			this.context.publishEvent(new CommittedResource(this, event("/a", "2"), () -> {
				throw new IllegalStateException("lazy");
			}));
			publish("/a", "3");
		});
		assertThat(this.publications.told()).containsExactly("created:1 /a", "created:3 /a");
		assertThat(this.failed).singleElement().extracting((failure) -> failure.event().resource()).isEqualTo("2");
		assertThat(this.failures.count()).isOne();
	}

	@Test
	void stampsTheCallerWhenPublished() throws Exception {
		new Caller(new RealtimeUser("ada"), "tab-1").call(() -> {
			publish("/a", "1");
			return null;
		});
		assertThat(this.publications.events).singleElement().satisfies((event) -> {
			assertThat(event.actor()).isEqualTo("ada");
			assertThat(event.origin()).isEqualTo("tab-1");
		});
	}

	@Test
	void announcesEachCommittedChangeOnceAndNoOther() throws Exception {
		int threads = 8;
		Set<String> committed = ConcurrentHashMap.newKeySet();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> runs = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				int seed = thread;
				runs.add(executor.submit(() -> runRandomly(seed, 1250, committed)));
			}
			for (Future<?> run : runs) {
				run.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		List<String> told = this.publications.events.stream().map((event) -> (String) event.resource()).toList();
		assertThat(told).doesNotHaveDuplicates().hasSameSizeAs(committed).containsAll(committed);
		assertThat(this.jdbc.queryForList("select id from told", String.class))
			.containsExactlyInAnyOrderElementsOf(committed);
	}

	private void runRandomly(int seed, int calls, Set<String> committed) {
		Random random = new Random(seed);
		TransactionTemplate nested = transaction(TransactionDefinition.PROPAGATION_NESTED);
		TransactionTemplate requiresNew = transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		for (int call = 0; call < calls; call++) {
			String id = seed + "-" + call;
			List<String> done = new ArrayList<>();
			boolean commits = Boolean.TRUE.equals(transaction().execute((status) -> {
				insert(id, done);
				switch (random.nextInt(4)) {
					case 0 -> nested.executeWithoutResult((inner) -> {
						if (random.nextBoolean()) {
							insert(id + "-nested", done);
						}
						else {
							insert(id + "-nested-rolled-back", new ArrayList<>());
							inner.setRollbackOnly();
						}
					});
					case 1 -> requiresNew.executeWithoutResult((inner) -> {
						List<String> own = new ArrayList<>();
						insert(id + "-new", own);
						if (random.nextBoolean()) {
							inner.setRollbackOnly();
						}
						else {
							committed.addAll(own);
						}
					});
					default -> insert(id + "-second", done);
				}
				if (random.nextInt(3) == 0) {
					status.setRollbackOnly();
				}
				return !status.isRollbackOnly();
			}));
			if (commits) {
				committed.addAll(done);
			}
		}
	}

	private void insert(String id, List<String> done) {
		this.jdbc.update("insert into told values (?)", id);
		publish("/room-" + (id.hashCode() & 3), id);
		done.add(id);
	}

	private void register(String beforeCommit, String afterCommit, String afterCompletion) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				publishLate(beforeCommit);
			}

			@Override
			public void afterCommit() {
				publishLate(afterCommit);
			}

			@Override
			public void afterCompletion(int status) {
				publishLate(afterCompletion);
			}

		});
	}

	private void publishLate(String resource) {
		if (resource != null) {
			publish("/late", resource);
		}
	}

	private void publish(String room, String resource) {
		this.context.publishEvent(event(room, resource));
	}

	private static RealtimeEvent event(String room, String resource) {
		return RealtimeEvent.created("message", resource).toRooms(room);
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.transactions);
	}

	private TransactionTemplate transaction(int propagation) {
		TransactionTemplate template = transaction();
		template.setPropagationBehavior(propagation);
		return template;
	}

	/** A class, since a lambda hides the type of event. */
	private record FailureListener(
			List<PublicationFailed> failed) implements ApplicationListener<PayloadApplicationEvent<PublicationFailed>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<PublicationFailed> event) {
			this.failed.add(event.getPayload());
		}

	}

}
