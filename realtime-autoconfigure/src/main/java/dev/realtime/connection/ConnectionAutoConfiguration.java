package dev.realtime.connection;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

import dev.realtime.ReportSection;
import dev.realtime.StartupReport;
import dev.realtime.protocol.WireJson;

/**
 * Auto-configuration of the STOMP endpoint: handshake, gate, sessions and their
 * lifetimes. It brings its own threads and channel instead of Spring's message broker, so
 * that an application's own set-up, executors and {@code @EnableWebSocketMessageBroker}
 * stay as they are.
 *
 * @since 0.1
 */
@AutoConfiguration(after = TokenAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ ConnectionProperties.class, EndpointProperties.class })
@ImportRuntimeHints(ConnectionHints.class)
public final class ConnectionAutoConfiguration {

	@Bean
	WireJson realtimeWireJson() {
		return new WireJson();
	}

	@Bean
	Connections realtimeConnections(ConnectionProperties properties, JwtProperties tokens, WireJson json,
			ApplicationEventPublisher events) {
		return new Connections(properties, tokens.clockSkew(), new Writers(), json, events);
	}

	@Bean
	ApplicationBroker realtimeApplicationBroker(ListableBeanFactory beans, Connections connections,
			ApplicationEventPublisher events) {
		return new ApplicationBroker(beans, connections, events);
	}

	/** After it, since the application's claims are known only then. */
	@Bean
	@DependsOn("realtimeApplicationBroker")
	PathClashCheck realtimePathClashCheck(ListableBeanFactory beans, EndpointProperties endpoint,
			Environment environment, ApplicationBroker application) {
		return new PathClashCheck(beans, endpoint, environment, application);
	}

	@Bean
	InboundChannel realtimeInboundChannel(Connections connections, ConnectAuthenticator authenticator,
			ApplicationBroker application, WireJson json) {
		InboundChannel channel = new InboundChannel(new Gate(connections, authenticator, application));
		channel.handle(new OwnQueueHandler());
		channel.handle(new RefreshHandler(authenticator, json));
		channel.handle(application);
		return channel;
	}

	/** No candidate for an application that injects its own handler by type. */
	@Bean(defaultCandidate = false)
	RealtimeEndpoint realtimeEndpoint(Connections connections, InboundChannel channel) {
		return new RealtimeEndpoint(connections, channel.channel());
	}

	@Bean
	DirectSockets realtimeDirectSockets(ConnectionProperties properties) {
		return new DirectSockets(properties.sendTimeout());
	}

	@Bean
	EndpointMapping realtimeEndpointMapping(EndpointProperties properties, Connections connections,
			@Qualifier("realtimeEndpoint") RealtimeEndpoint endpoint, DirectSockets sockets) {
		return new EndpointMapping(properties, endpoint, new Upgrade(connections, sockets));
	}

	@Bean
	ClientMapping realtimeClientMapping() {
		return new ClientMapping();
	}

	@Bean
	Clockwork realtimeClockwork(Connections connections, ObjectProvider<EverySecond> tasks) {
		return new Clockwork(connections, tasks.stream().toList());
	}

	@Bean
	Drain realtimeDrain(Connections connections, ApplicationContext context,
			ObjectProvider<ApplicationAvailability> availability) {
		return new Drain(connections, context, availability.getIfAvailable());
	}

	@Bean
	ConnectionsReport realtimeConnectionsReport(EndpointProperties endpoint, ConnectionProperties limits,
			Connections connections) {
		return new ConnectionsReport(endpoint, limits, connections);
	}

	@Bean
	StartupReport realtimeStartupReport(ObjectProvider<ReportSection> sections) {
		return new StartupReport(sections.orderedStream().toList());
	}

}
