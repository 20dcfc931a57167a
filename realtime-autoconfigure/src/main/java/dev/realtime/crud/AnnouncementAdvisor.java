package dev.realtime.crud;

import java.lang.reflect.Method;

import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Puts announcing around annotated methods of all beans, inside of transactions: both
 * advisors have the lowest precedence, and this one is registered later.
 */
final class AnnouncementAdvisor extends AbstractPointcutAdvisor {

	private final AnnouncementInterceptor interceptor;

	private final Pointcut pointcut = new AnnotatedMethods();

	AnnouncementAdvisor(AnnouncementInterceptor interceptor) {
		this.interceptor = interceptor;
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.interceptor;
	}

	/** Whether beans of a class can have announcing methods. */
	static boolean isCandidate(Class<?> type) {
		return !type.getName().startsWith("org.springframework.")
				&& AnnotationUtils.isCandidateClass(type, Declared.ANNOTATIONS);
	}

	/** Methods with an announcing annotation. */
	private static final class AnnotatedMethods extends StaticMethodMatcherPointcut {

		AnnotatedMethods() {
			setClassFilter(AnnouncementAdvisor::isCandidate);
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return method.getDeclaringClass() != Object.class && Announcements.areOn(method, targetClass);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof AnnotatedMethods;
		}

		@Override
		public int hashCode() {
			return AnnotatedMethods.class.hashCode();
		}

	}

}
