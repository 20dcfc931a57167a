package dev.realtime.benchmarks.server;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.realtime.RealtimeEvent;

/** An application with this starter, as users run it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(PublishController.class)
class RealtimeServer {

	@Bean
	Fanout fanout(ApplicationEventPublisher events) {
		return (room, payload) -> events
			.publishEvent(RealtimeEvent.named("message", payload).toRooms(PublishController.name(room)));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("connector.properties")
	static class ConnectorConfiguration {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectorProperties(
				@Value("${connector.properties}") String[] properties) {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				for (String property : properties) {
					connector.setProperty(property.split("=")[0], property.split("=")[1]);
				}
			});
		}

	}

	public static void main(String[] arguments) {
		SpringApplication.run(RealtimeServer.class, arguments);
	}

}
