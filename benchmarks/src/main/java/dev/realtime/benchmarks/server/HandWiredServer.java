package dev.realtime.benchmarks.server;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** What a Spring application gets without this starter: STOMP and the simple broker. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
@Import(PublishController.class)
class HandWiredServer implements WebSocketMessageBrokerConfigurer {

	private final boolean ordered;

	HandWiredServer(@Value("${ordered:false}") boolean ordered) {
		this.ordered = ordered;
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/realtime").setAllowedOriginPatterns("*");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker("/topic");
		registry.setPreservePublishOrder(this.ordered);
	}

	@Bean
	Fanout fanout(SimpMessagingTemplate template) {
		return (room, payload) -> template.convertAndSend("/topic/rooms" + PublishController.name(room), payload);
	}

	public static void main(String[] arguments) {
		SpringApplication.run(HandWiredServer.class, arguments);
	}

}
