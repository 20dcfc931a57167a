package dev.realtime.join;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletResponse;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import dev.realtime.Caller;

/** Adds the passes of {@link RealtimeListed} methods to their answers. */
class ListedAdvisor extends StaticMethodMatcherPointcutAdvisor implements MethodInterceptor {

	private static final long serialVersionUID = 1;

	private static final Log logger = LogFactory.getLog(ListedAdvisor.class);

	private static final JsonMapper json = new JsonMapper();

	private final transient BeanFactory beans;

	private final transient ObjectProvider<RoomTokens> tokens;

	private final transient Map<MethodClassKey, Listing> listings = new ConcurrentHashMap<>();

	private final int maxLength;

	/**
	 * Creates the advisor.
	 * @param beans what templates may name
	 * @param tokens issues the passes
	 * @param maxLength longest header that is added, in characters: the server fails the
	 * whole answer where it is too long
	 */
	ListedAdvisor(BeanFactory beans, ObjectProvider<RoomTokens> tokens, int maxLength) {
		this.beans = beans;
		this.tokens = tokens;
		this.maxLength = maxLength;
		setAdvice(this);
		setClassFilter((type) -> AnnotationUtils.isCandidateClass(type, RealtimeListed.class));
	}

	/** Resolves at proxy creation, so that a mistake fails the start. */
	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return listing(method, targetClass) != null;
	}

	private @Nullable Listing listing(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		RealtimeListed annotation = AnnotatedElementUtils.findMergedAnnotation(specific, RealtimeListed.class);
		if (annotation == null) {
			return null;
		}
		return this.listings.computeIfAbsent(new MethodClassKey(specific, targetClass), (key) -> Listing
			.of(targetClass.getSimpleName(), specific, specific, targetClass, annotation, this.beans));
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Principal user = Caller.principal();
		Object target = invocation.getThis();
		if (user == null || target == null
				|| !(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request)) {
			return invocation.proceed();
		}
		String passes = passes(invocation, AopUtils.getTargetClass(target), user);
		Object result = invocation.proceed();
		HttpServletResponse response = request.getResponse();
		if (passes != null && response != null) {
			PassesHeader header = new PassesHeader(response, passes);
			if (PassesHeader.comesLater(result)) {
				header.addLater(request.getRequest());
			}
			else {
				header.add(result);
			}
		}
		return result;
	}

	private @Nullable String passes(MethodInvocation invocation, Class<?> targetClass, Principal user) {
		try {
			Listing listing = listing(invocation.getMethod(), targetClass);
			if (listing == null) {
				return null;
			}
			RoomTokens tokens = this.tokens.getObject();
			List<RoomPass> passes = listing.rooms(invocation.getArguments(), user)
				.stream()
				.map((room) -> tokens.pass(user.getName(), room))
				.toList();
			String header = json.writeValueAsString(passes);
			if (header.length() > this.maxLength) {
				throw new IllegalStateException(passes.size() + " passes take " + header.length()
						+ " characters, more than a header may have here (" + this.maxLength
						+ "): put them into the body with RoomTokens.pass, or raise"
						+ " server.tomcat.max-http-response-header-size");
			}
			return header;
		}
		catch (RuntimeException ex) {
			// the list is worth more than its liveliness
			logger.warn("@RealtimeListed could not give the passes of " + invocation.getMethod() + "; the answer goes "
					+ "without passes", ex);
			return null;
		}
	}

}
