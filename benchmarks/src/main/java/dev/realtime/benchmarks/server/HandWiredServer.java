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

/**
 * What a Spring application gets without this starter: STOMP and the simple broker, or
 * the relay to an external one.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
@Import(PublishController.class)
class HandWiredServer implements WebSocketMessageBrokerConfigurer {

	private final boolean ordered;

	private final String relayHost;

	private final int relayPort;

	HandWiredServer(@Value("${ordered:false}") boolean ordered, @Value("${relay.host:}") String relayHost,
			@Value("${relay.port:61613}") int relayPort) {
		this.ordered = ordered;
		this.relayHost = relayHost;
		this.relayPort = relayPort;
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/realtime").setAllowedOriginPatterns("*");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		if (this.relayHost.isEmpty()) {
			registry.enableSimpleBroker("/topic");
		}
		else {
			registry.enableStompBrokerRelay("/topic")
				.setRelayHost(this.relayHost)
				.setRelayPort(this.relayPort)
				.setVirtualHost("/");
		}
		registry.setPreservePublishOrder(this.ordered || !this.relayHost.isEmpty());
	}

	@Bean
	Fanout fanout(SimpMessagingTemplate template) {
		// a name of a topic of RabbitMQ has dots in place of slashes
		String prefix = this.relayHost.isEmpty() ? "/topic/rooms/public/r" : "/topic/rooms.public.r";
		return (room, payload) -> template.convertAndSend(prefix + room, payload);
	}

	public static void main(String[] arguments) {
		SpringApplication.run(HandWiredServer.class, arguments);
	}

}
