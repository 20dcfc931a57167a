package dev.realtime.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import dev.realtime.protocol.Destinations;

/**
 * Fails the start where the starter and the application claim the same: a path, which the
 * starter would take, or destinations, which it owns. A catch-all of the application's is
 * no such claim.
 */
class PathClashCheck implements SmartInitializingSingleton {

	private static final String PUSH_PATH = "realtime.push.path";

	private static final String ENDPOINT_PATH = "realtime.endpoint.path";

	/** Mappings of the starter to these very paths. */
	private static final Set<String> OWN = Set.of("realtimeEndpointMapping", "realtimePushMapping");

	private final ListableBeanFactory beans;

	private final ApplicationBroker application;

	/** Which property says it, by path. */
	private final Map<String, String> paths = new LinkedHashMap<>();

	PathClashCheck(ListableBeanFactory beans, EndpointProperties endpoint, Environment environment,
			ApplicationBroker application) {
		this.beans = beans;
		this.application = application;
		this.paths.put(endpoint.path(), ENDPOINT_PATH);
		String push = environment.getProperty(PUSH_PATH, "/realtime/push");
		if (this.paths.putIfAbsent(push, PUSH_PATH) != null) {
			throw new PathClashException(ENDPOINT_PATH + " and " + PUSH_PATH + " are both " + push + ".",
					"Give one of them another path, such as " + PUSH_PATH + "=" + push + "/push.");
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.beans.getBeansOfType(RequestMappingInfoHandlerMapping.class, false, false)
			.forEach((name, mapping) -> mapping.getHandlerMethods()
				.forEach((info, method) -> info.getPatternValues()
					.forEach((pattern) -> check(pattern, method.getShortLogMessage()))));
		this.beans.getBeansOfType(AbstractUrlHandlerMapping.class, false, false).forEach((name, mapping) -> {
			if (!OWN.contains(name)) {
				mapping.getHandlerMap().keySet().forEach((pattern) -> check(pattern, "bean '" + name + "'"));
			}
		});
		this.application.claims().forEach(PathClashCheck::check);
	}

	private void check(String pattern, String claimant) {
		String property = this.paths.get(pattern);
		if (property != null) {
			throw new PathClashException(
					"Path " + pattern + " is " + property + " and is mapped by " + claimant
							+ " too, which no request would reach.",
					"Set " + property + " to another path, or change the other mapping.");
		}
	}

	private static void check(String destination) {
		if (Destinations.isOwned(destination)) {
			throw new PathClashException("The application's own STOMP configuration claims " + destination
					+ ", but /topic/rooms, /user/queue/realtime and /realtime belong to realtime: at its endpoint"
					+ " nothing there would reach the application.",
					"Give the application's broker, or its message mappings, another prefix, such as /app or /topic/news.");
		}
	}

}
