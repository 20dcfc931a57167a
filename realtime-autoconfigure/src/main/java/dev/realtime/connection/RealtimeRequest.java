package dev.realtime.connection;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.core.env.Environment;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Request matchers for Spring Security's filter chains. Handshake and push authenticate
 * by themselves, with a token in the CONNECT frame and a key, so a chain of their own
 * lets them pass: <pre class="code">
 * &#64;Bean
 * &#64;Order(1)
 * SecurityFilterChain realtime(HttpSecurity http) {
 *   return http.securityMatcher(RealtimeRequest.toEndpoint())
 *     .csrf((csrf) -&gt; csrf.disable())
 *     .authorizeHttpRequests((requests) -&gt; requests.anyRequest().permitAll())
 *     .build();
 * }
 * </pre>
 *
 * @since 0.1
 */
public final class RealtimeRequest {

	private RealtimeRequest() {
	}

	/**
	 * Matches the WebSocket handshake at {@code realtime.endpoint.path} and pushes to
	 * {@code realtime.push.path}, and nothing where {@code realtime.enabled} is
	 * {@code false}.
	 * @return a matcher; thread-safe
	 */
	public static RequestMatcher toEndpoint() {
		return new EndpointRequestMatcher();
	}

	/** Asks the application for its paths with the first request. */
	private static final class EndpointRequestMatcher implements RequestMatcher {

		private volatile @Nullable RequestMatcher delegate;

		@Override
		public boolean matches(HttpServletRequest request) {
			RequestMatcher matcher = this.delegate;
			if (matcher == null) {
				matcher = matcher(
						WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext()));
				this.delegate = matcher;
			}
			return matcher.matches(request);
		}

		private static RequestMatcher matcher(WebApplicationContext context) {
			Environment environment = context.getEnvironment();
			if (!environment.getProperty("realtime.enabled", Boolean.class, true)) {
				return (request) -> false;
			}
			DispatcherServletPath servlet = context.getBeanProvider(DispatcherServletPath.class)
				.getIfAvailable(() -> () -> "");
			List<RequestMatcher> paths = List.of(
					path(servlet, environment.getProperty("realtime.endpoint.path", "/realtime")),
					path(servlet, environment.getProperty("realtime.push.path", "/realtime/push")));
			return new OrRequestMatcher(paths);
		}

		private static RequestMatcher path(DispatcherServletPath servlet, String path) {
			return PathPatternRequestMatcher.pathPattern(servlet.getRelativePath(path));
		}

	}

}
