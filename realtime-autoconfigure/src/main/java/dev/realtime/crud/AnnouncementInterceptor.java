package dev.realtime.crud;

import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.ClassUtils;

import dev.realtime.Caller;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;

/**
 * Publishes what an annotated method changed once it has returned. The caller gets the
 * result as it is, whatever becomes of the announcement.
 */
final class AnnouncementInterceptor implements MethodInterceptor {

	private static final boolean reactorPresent = ClassUtils.isPresent("reactor.core.publisher.Mono",
			AnnouncementInterceptor.class.getClassLoader());

	private final Announcements announcements;

	private final ApplicationEventPublisher publisher;

	private final ObjectProvider<PublicationFailures> failures;

	AnnouncementInterceptor(Announcements announcements, ApplicationEventPublisher publisher,
			ObjectProvider<PublicationFailures> failures) {
		this.announcements = announcements;
		this.publisher = publisher;
		this.failures = failures;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		MethodAnnouncements method = announcements(invocation);
		Object result = invocation.proceed();
		if (result instanceof CompletionStage<?> stage) {
			Call call = new Call(method, invocation.getArguments(), remembered(), Caller.remember());
			stage.whenComplete((value, failure) -> {
				if (failure == null) {
					call.announce(value, null);
				}
			});
			return result;
		}
		if (reactorPresent && result instanceof Publisher<?> attached) {
			Call call = new Call(method, invocation.getArguments(), remembered(), Caller.remember());
			return ReactiveAnnouncements.attach(attached, method.shape().isVoid(), call::announce);
		}
		new Call(method, invocation.getArguments(), Caller::principal, Caller::stamp).announce(result, null);
		return result;
	}

	private MethodAnnouncements announcements(MethodInvocation invocation) {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? AopUtils.getTargetClass(target)
				: invocation.getMethod().getDeclaringClass();
		Class<?> beanClass = (target != null)
				? Announcements.beanClass(target.getClass(), targetClass, invocation.getMethod()) : targetClass;
		return this.announcements.of(invocation.getMethod(), beanClass);
	}

	private static Supplier<@Nullable Principal> remembered() {
		Principal user = Caller.principal();
		return () -> user;
	}

	/** One call whose result is to be announced, now or when it is there. */
	private final class Call {

		private final MethodAnnouncements method;

		private final @Nullable Object[] arguments;

		private final Supplier<? extends @Nullable Principal> user;

		private final UnaryOperator<RealtimeEvent> caller;

		Call(MethodAnnouncements method, @Nullable Object[] arguments, Supplier<? extends @Nullable Principal> user,
				UnaryOperator<RealtimeEvent> caller) {
			this.method = method;
			this.arguments = arguments;
			this.user = user;
			this.caller = caller;
		}

		/**
		 * Announces the result.
		 * @param value what the method returned or its future yielded
		 * @param transaction the reactive transaction it belongs to
		 */
		void announce(@Nullable Object value, @Nullable Object transaction) {
			Object result = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
			this.method.announce(value, (scope, entity) -> scope.values(this.arguments, this.user, result, entity),
					new PublishedEvents(AnnouncementInterceptor.this.publisher, AnnouncementInterceptor.this.failures,
							this.caller, transaction));
		}

	}

}
