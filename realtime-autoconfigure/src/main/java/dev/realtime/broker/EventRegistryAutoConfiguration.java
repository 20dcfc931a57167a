package dev.realtime.broker;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.modulith.events.core.EventPublicationRegistry;

/**
 * Auto-configuration of events that survive a crash, where Spring Modulith keeps an event
 * publication registry. Without one it costs nothing.
 *
 * @since 0.1
 */
@AutoConfiguration(after = BrokerAutoConfiguration.class,
		afterName = "org.springframework.modulith.events.config.EventPublicationAutoConfiguration")
@ConditionalOnClass(EventPublicationRegistry.class)
@ConditionalOnBean({ EventPublicationRegistry.class, Publications.class })
@ImportRuntimeHints(StoredEventHints.class)
public final class EventRegistryAutoConfiguration {

	@Bean
	EventRegistry realtimeEventRegistry(ObjectProvider<EventPublicationRegistry> registry,
			ObjectProvider<Publications> publications, ObjectProvider<JsonMapper> mapper) {
		return new EventRegistry(registry::getObject, publications::getObject,
				new EventJson(LoadedOnly.on(mapper.getIfUnique(JsonMapper::new))));
	}

}
