package dev.realtime.actuate;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Brings {@code /realtime-console} to the page below the actuator's endpoint. By a
 * forward, which passes the application's security filters again, as a request to the
 * endpoint: the console has the actuator's rules without anybody having to repeat them.
 */
class ConsoleMapping extends SimpleUrlHandlerMapping {

	static final String PATH = "/realtime-console";

	/** Ahead of everything an application maps by annotations, functions or resources. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1000;

	/**
	 * Creates the mapping.
	 * @param page path of the page within the web application
	 */
	ConsoleMapping(String page) {
		super(Map.of(PATH, new Forward(page)), ORDER);
	}

	/** Not a view that is forwarded to, since an application may resolve its own. */
	private record Forward(String page) implements HttpRequestHandler {

		@Override
		public void handleRequest(HttpServletRequest request, HttpServletResponse response)
				throws ServletException, IOException {
			if (!HttpMethod.GET.matches(request.getMethod()) && !HttpMethod.HEAD.matches(request.getMethod())) {
				response.sendError(HttpStatus.METHOD_NOT_ALLOWED.value());
				return;
			}
			request.getRequestDispatcher(this.page).forward(request, response);
		}

	}

}
