package dev.realtime.connection;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

import dev.realtime.PublicationFailed;
import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeUser;

/**
 * In a native image: the browser client is served, Tomcat makes what it upgrades requests
 * to, and conditions of event listeners read events.
 */
final class ConnectionHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("META-INF/resources/realtime-client/**");
		for (Class<?> event : List.of(RealtimeEvent.class, RealtimeUser.class, PublicationFailed.class,
				ConnectionOpened.class, ConnectionClosed.class)) {
			hints.reflection().registerType(event, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		// what TomcatUpgrade looks for; by name, since it may not be on the class path
		hints.reflection()
			.registerTypeIfPresent(classLoader, "org.apache.tomcat.util.net.SecureNioChannel",
					(type) -> type.withMembers())
			.registerType(TypeReference.of("dev.realtime.connection.TomcatSocket"),
					MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS);
	}

}
