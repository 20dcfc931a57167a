package dev.realtime;

import java.security.Principal;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who acts on the current thread, and from which client: Spring Security's current user,
 * else the servlet request's principal, else the user whose frame is being handled. Not
 * API.
 * <p>
 * Not API.
 *
 * @param user the user whose frame is being handled
 * @param origin what the client named itself in the frame
 */
public record Caller(RealtimeUser user, @Nullable String origin) {

	/** The HTTP header in which a client names itself. */
	public static final String ORIGIN_HEADER = "Realtime-Origin";

	/** Longest origin, in characters; a longer one is ignored. */
	public static final int MAX_ORIGIN_LENGTH = 128;

	private static final ThreadLocal<Caller> current = new ThreadLocal<>();

	private static final boolean servletPresent = isPresent("jakarta.servlet.http.HttpServletRequest");

	private static final boolean securityPresent = isPresent(
			"org.springframework.security.core.context.SecurityContextHolder");

	/**
	 * Runs an action on behalf of this caller.
	 * @param action the action
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws Exception what it threw
	 */
	public <T extends @Nullable Object> T call(Callable<T> action) throws Exception {
		Caller previous = current.get();
		current.set(this);
		try {
			return action.call();
		}
		finally {
			restore(previous);
		}
	}

	/**
	 * Runs an action on behalf of this caller.
	 * @param action the action
	 */
	public void run(Runnable action) {
		Caller previous = current.get();
		current.set(this);
		try {
			action.run();
		}
		finally {
			restore(previous);
		}
	}

	private static void restore(@Nullable Caller previous) {
		if (previous != null) {
			current.set(previous);
		}
		else {
			current.remove();
		}
	}

	/**
	 * Fills in actor and origin where the event does not say them.
	 * @param event an event published on this thread
	 * @return the event with actor and origin as far as they are known
	 */
	public static RealtimeEvent stamp(RealtimeEvent event) {
		return (event.actor() != null && event.origin() != null) ? event : remember().apply(event);
	}

	/**
	 * Remembers who acts now, for an event that is only known later and on another
	 * thread.
	 * @return fills in actor and origin where an event does not say them
	 */
	public static UnaryOperator<RealtimeEvent> remember() {
		Principal principal = principal();
		String actor = (principal != null) ? principal.getName() : null;
		String origin = currentOrigin();
		return (event) -> {
			RealtimeEvent stamped = (event.actor() == null && actor != null) ? event.withActor(actor) : event;
			return (stamped.origin() == null && origin != null) ? stamped.withOrigin(origin) : stamped;
		};
	}

	/**
	 * The user who acts on this thread.
	 * @return {@code null} where nobody is known, as in a scheduled job
	 */
	public static @Nullable Principal principal() {
		Principal principal = securityPresent ? Security.principal() : null;
		if (principal == null && servletPresent) {
			principal = Servlet.principal();
		}
		if (principal == null) {
			Caller caller = current.get();
			principal = (caller != null) ? caller.user() : null;
		}
		return principal;
	}

	private static @Nullable String currentOrigin() {
		Caller caller = current.get();
		String origin = (caller != null) ? caller.origin() : (servletPresent ? Servlet.origin() : null);
		return isValidOrigin(origin) ? origin : null;
	}

	private static boolean isValidOrigin(@Nullable String origin) {
		return origin != null && !origin.isEmpty() && origin.length() <= MAX_ORIGIN_LENGTH
				&& origin.chars().noneMatch(Character::isISOControl);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, Caller.class.getClassLoader());
	}

	/** Touched only where the servlet API is present. */
	private static final class Servlet {

		private static @Nullable HttpServletRequest request() {
			return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? attributes.getRequest() : null;
		}

		static @Nullable Principal principal() {
			HttpServletRequest request = request();
			return (request != null) ? request.getUserPrincipal() : null;
		}

		static @Nullable String origin() {
			HttpServletRequest request = request();
			return (request != null) ? request.getHeader(ORIGIN_HEADER) : null;
		}

	}

	/** Touched only where Spring Security is present. */
	private static final class Security {

		static @Nullable Principal principal() {
			Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
			boolean known = authentication != null && authentication.isAuthenticated()
					&& !(authentication instanceof AnonymousAuthenticationToken);
			return known ? authentication : null;
		}

	}

}
