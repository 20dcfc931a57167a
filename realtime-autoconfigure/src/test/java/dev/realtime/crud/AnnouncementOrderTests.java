package dev.realtime.crud;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopContext;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.realtime.RealtimeEvent;
import dev.realtime.broker.AfterCommitAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class AnnouncementOrderTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true")
		.withUserConfiguration(Everything.class)
		.withBean(RecordedEvents.class)
		.withBean(InTransaction.class)
		.withBean(Orders.class);

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void publishesInsideTheTransaction() {
		this.runner.run((context) -> {
			context.getBean(Orders.class).transactional(1);
			assertThat(context.getBean(InTransaction.class).seen).isOne();
		});
	}

	@Test
	void publishesInsideATransactionOfTheClass() {
		this.runner.withBean(TransactionalClass.class).run((context) -> {
			context.getBean(TransactionalClass.class).create(1);
			assertThat(context.getBean(InTransaction.class).seen).isOne();
		});
	}

	@Test
	void tellsListenersWhoCausedTheChange() {
		this.runner.run((context) -> {
			SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ada", "", "WRITE"));
			context.getBean(Orders.class).transactional(1);
			assertThat(context.getBean(RecordedEvents.class).events).singleElement()
				.extracting(RealtimeEvent::actor)
				.isEqualTo("ada");
		});
	}

	@Test
	void announcesNothingForACachedResult() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.cached(1);
			orders.cached(1);
			orders.cached(2);
			assertThat(context.getBean(RecordedEvents.class).lines()).containsExactly("created message /x/1 null m1",
					"created message /x/2 null m2");
		});
	}

	@Test
	void announcesOnlyTheAttemptThatSucceeds() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.retried(1);
			assertThat(orders.attempts()).isEqualTo(3);
			assertThat(context.getBean(RecordedEvents.class).lines()).containsExactly("created message /x/1 null m1");
		});
	}

	@Test
	void announcesWhatRunsAsynchronously() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			CompletableFuture<Message> future = orders.async(1);
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.events).isEmpty();
			orders.release();
			assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo(Message.of(1));
			await().until(() -> recorded.events.size() == 1);
			orders.asyncVoid(2L);
			await().until(() -> recorded.events.size() == 2);
			assertThat(recorded.lines()).containsExactly("created message /x/1 null m1", "deleted message /x/2 null 2");
		});
	}

	@Test
	void announcesNothingThatIsRefused() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("eve", "", "READ"));
			assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> orders.secured(1));
			assertThat(context.getBean(RecordedEvents.class).events).isEmpty();
			SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ada", "", "WRITE"));
			orders.secured(1);
			assertThat(context.getBean(RecordedEvents.class).lines())
				.containsExactly("created message /by/ada null m1");
		});
	}

	@Test
	void doesNotSeeSelfInvocationUnlessItGoesThroughTheProxy() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.selfInvoking(1);
			assertThat(context.getBean(RecordedEvents.class).events).isEmpty();
		});
	}

	@Test
	void proxiesWithoutHelpOfOthers() {
		for (String[] properties : new String[][] { {}, { "spring.aop.auto=false" },
				{ "spring.aop.auto=false", "spring.aop.proxy-target-class=false" },
				{ "spring.aop.proxy-target-class=false" } }) {
			for (boolean aspectj : new boolean[] { true, false }) {
				new ApplicationContextRunner()
					.withClassLoader(aspectj ? getClass().getClassLoader() : new FilteredClassLoader("org.aspectj"))
					.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class,
							AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
					.withPropertyValues(properties)
					.withBean(RecordedEvents.class)
					.withBean(Plain.class)
					.run((context) -> {
						Plain plain = context.getBean(Plain.class);
						plain.create(1);
						assertThat(context.getBean(RecordedEvents.class).events).hasSize(1);
					});
			}
		}
	}

	@Test
	void announcesThroughInterfaceProxies() {
		this.runner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean("creating", CreatesMessages.class)
			.run((context) -> {
				Creates<?> creates = context.getBean(Creates.class);
				assertThat(AopUtils.isJdkDynamicProxy(creates)).isTrue();
				assertThat(creates.create(1)).isEqualTo(Message.of(1));
				assertThat(context.getBean(RecordedEvents.class).lines())
					.containsExactly("created message /generic/1 null m1");
			});
	}

	@Test
	void announcesGenericMethodsOnce() {
		this.runner.withBean("creating", CreatesMessages.class).run((context) -> {
			Creates<?> creates = context.getBean(Creates.class);
			assertThat(AopUtils.isCglibProxy(creates)).isTrue();
			creates.create(1);
			((CreatesMessages) creates).create(2);
			assertThat(context.getBean(RecordedEvents.class).events).flatExtracting(RealtimeEvent::rooms)
				.containsExactly("/generic/1", "/generic/2");
		});
	}

	@Test
	void replacesTheAnnotationsOfAnOverriddenMethod() {
		this.runner.withBean("creating", OverridesAnnotation.class).run((context) -> {
			context.getBean(Creates.class).create(1);
			assertThat(context.getBean(RecordedEvents.class).lines())
				.containsExactly("created message /overridden/1 null m1");
		});
	}

	@Test
	void costsNothingWhenDisabled() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, AfterCommitAutoConfiguration.class,
					CrudAutoConfiguration.class))
			.withPropertyValues("realtime.enabled=false")
			.withBean(RecordedEvents.class)
			.withBean(Plain.class)
			.run((context) -> {
				Plain plain = context.getBean(Plain.class);
				plain.create(1);
				assertThat(plain).isNotInstanceOf(Advised.class);
				assertThat(context.getBean(RecordedEvents.class).events).isEmpty();
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@EnableAsync
	@EnableResilientMethods
	@EnableMethodSecurity
	static class Everything {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	/** Counts events that are published in a transaction. */
	static class InTransaction {

		int seen;

		@EventListener
		void on(RealtimeEvent event) {
			this.seen += TransactionSynchronizationManager.isActualTransactionActive() ? 1 : 0;
		}

	}

	static class Orders {

		private final AtomicInteger attempts = new AtomicInteger();

		private final CompletableFuture<Void> release = new CompletableFuture<>();

		int attempts() {
			return this.attempts.get();
		}

		void release() {
			this.release.complete(null);
		}

		@RealtimeCreated(room = "/x/{id}")
		@Transactional
		public Message transactional(long id) {
			return Message.of(id);
		}

		@RealtimeCreated(room = "/x/{id}")
		@Cacheable("messages")
		public Message cached(long id) {
			return Message.of(id);
		}

		@RealtimeCreated(room = "/x/{id}")
		@Retryable(delay = 1)
		@Transactional
		public Message retried(long id) {
			if (this.attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("again");
			}
			return Message.of(id);
		}

		@RealtimeCreated(room = "/x/{id}")
		@Async
		@Transactional
		public CompletableFuture<Message> async(long id) {
			this.release.join();
			return CompletableFuture.completedFuture(Message.of(id));
		}

		@RealtimeDeleted(room = "/x/{#id}", type = "message")
		@Async
		public void asyncVoid(Long id) {
		}

		@RealtimeCreated(room = "/by/{#user.name}")
		@PreAuthorize("hasAuthority('WRITE')")
		public Message secured(long id) {
			return Message.of(id);
		}

		@Transactional
		public Message selfInvoking(long id) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(AopContext::currentProxy);
			return transactional(id);
		}

	}

	@Transactional
	static class TransactionalClass {

		@RealtimeCreated(room = "/x/{id}")
		public Message create(long id) {
			return Message.of(id);
		}

	}

	/** Public, since another class loader makes its proxy. */
	public static class Plain {

		public Plain() {
		}

		@RealtimeCreated(room = "/x/{#id}", type = "text")
		public String create(long id) {
			return "created";
		}

	}

	interface Creates<T> {

		@RealtimeCreated(room = "/generic/{id}")
		T create(long id);

	}

	static class CreatesMessages implements Creates<Message> {

		@Override
		public Message create(long id) {
			return Message.of(id);
		}

	}

	static class OverridesAnnotation implements Creates<Message> {

		@Override
		@RealtimeCreated(room = "/overridden/{id}")
		public Message create(long id) {
			return Message.of(id);
		}

	}

}
