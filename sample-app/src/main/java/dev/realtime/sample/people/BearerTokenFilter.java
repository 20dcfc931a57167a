package dev.realtime.sample.people;

import java.io.IOException;
import java.security.Principal;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.AuthenticationRefused;
import dev.realtime.connection.ConnectAuthenticator;

/**
 * Lets only people who are logged in use the REST API, by the token their connection uses
 * too. It stands in for Spring Security, to keep the sample about one thing.
 */
@Component
class BearerTokenFilter extends OncePerRequestFilter {

	private static final Set<String> open = Set.of("POST /api/login", "GET /api/people");

	private static final String SCHEME = "Bearer ";

	private final ConnectAuthenticator authenticator;

	BearerTokenFilter(ConnectAuthenticator authenticator) {
		this.authenticator = authenticator;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !request.getRequestURI().startsWith("/api/");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String header = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (header == null && open.contains(request.getMethod() + " " + request.getRequestURI())) {
			chain.doFilter(request, response);
			return;
		}
		RealtimeUser user = authenticate(header);
		if (user == null) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
			response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
			return;
		}
		chain.doFilter(new AuthenticatedRequest(request, user), response);
	}

	private @Nullable RealtimeUser authenticate(@Nullable String header) {
		if (header == null || !header.startsWith(SCHEME)) {
			return null;
		}
		try {
			return this.authenticator.authenticate(header.substring(SCHEME.length()));
		}
		catch (AuthenticationRefused ex) {
			this.logger.debug("Refused a bearer token", ex);
			return null;
		}
	}

	/** The request of somebody who is known. */
	private static final class AuthenticatedRequest extends HttpServletRequestWrapper {

		private final RealtimeUser user;

		AuthenticatedRequest(HttpServletRequest request, RealtimeUser user) {
			super(request);
			this.user = user;
		}

		@Override
		public Principal getUserPrincipal() {
			return this.user;
		}

	}

}
