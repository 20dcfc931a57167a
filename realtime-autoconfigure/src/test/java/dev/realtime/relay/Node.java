package dev.realtime.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeSessions;
import dev.realtime.ReportSection;
import dev.realtime.StompSocket;
import dev.realtime.broker.SessionCommand;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomAccess;
import dev.realtime.join.RoomTokens;

/** One of the nodes of an application, in this JVM. */
final class Node implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Node(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static Node start(int brokerPort, String destination, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"realtime.presence.rooms=/public/hall/*", "realtime.broker=relay", "realtime.relay.host=127.0.0.1",
				"realtime.relay.port=" + brokerPort, "realtime.relay.destination=" + destination,
				"spring.jmx.enabled=false", "spring.datasource.generate-unique-name=true"));
		all.addAll(List.of(properties));
		return new Node(new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties(all.toArray(String[]::new))
			.run());
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	StompSocket connect(String user) {
		return StompSocket.connect(port(), this.context.getBean(ConnectionTokens.class).issue(user));
	}

	void publish(String name, Object data, String... rooms) {
		this.context.publishEvent(RealtimeEvent.named(name, data).toRooms(rooms));
	}

	void publish(RealtimeEvent event) {
		this.context.publishEvent(event);
	}

	/** As if it came from another node. */
	void hear(SessionCommand command) {
		this.context.publishEvent(command);
	}

	/**
	 * From now on the rule of this node's application admits nobody to a guarded room.
	 */
	void lock(String id) {
		this.context.getBean(Application.class).locked.add(id);
	}

	RealtimeSessions sessions() {
		return this.context.getBean(RealtimeSessions.class);
	}

	ConnectionTokens tokens() {
		return this.context.getBean(ConnectionTokens.class);
	}

	RoomTokens roomTokens() {
		return this.context.getBean(RoomTokens.class);
	}

	/** As a load balancer sees it. */
	String health() {
		return indicated().getStatus().getCode();
	}

	/** As somebody sees it who looks closer. */
	Object healthDetail(String name) {
		return indicated().getDetails().get(name);
	}

	private Health indicated() {
		return this.context.getBean("realtimeHealthIndicator", HealthIndicator.class).health();
	}

	/** The value of a meter. */
	double measured(String meter) {
		return this.context.getBean(MeterRegistry.class).get(meter).meter().measure().iterator().next().getValue();
	}

	/** What is said of the rooms at the start. */
	String summary() {
		return this.context.getBean("realtimeRoomsReport", ReportSection.class).summary();
	}

	RelayState state() {
		return this.context.getBean(Relay.class).state();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** Runs a node in a JVM of its own, which publishes a line for each that it reads. */
	public static void main(String[] args) throws Exception {
		Node node = start(Integer.parseInt(args[0]), args[1]);
		System.out.println("PORT " + node.port());
		try (java.util.Scanner lines = new java.util.Scanner(System.in)) {
			while (lines.hasNextLine()) {
				String line = lines.nextLine();
				node.publish("line", Map.of("text", line), "/public/lines");
				System.out.println("PUBLISHED " + line);
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		private final Set<String> locked = ConcurrentHashMap.newKeySet();

		@RoomAccess("/guarded/{id}")
		boolean mayEnter(String id) {
			return !this.locked.contains(id);
		}

	}

}
