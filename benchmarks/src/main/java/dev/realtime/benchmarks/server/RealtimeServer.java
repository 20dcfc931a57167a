package dev.realtime.benchmarks.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
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

	public static void main(String[] arguments) {
		SpringApplication.run(RealtimeServer.class, arguments);
	}

}
