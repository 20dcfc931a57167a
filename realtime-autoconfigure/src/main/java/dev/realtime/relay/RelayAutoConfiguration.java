package dev.realtime.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.broker.BrokerAutoConfiguration;
import dev.realtime.broker.RoomBroker;
import dev.realtime.history.HistoryProperties;

/**
 * Auto-configuration of the link between nodes, with {@code realtime.broker=relay}.
 *
 * @since 0.1
 */
@AutoConfiguration(after = BrokerAutoConfiguration.class,
		afterName = "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")
@ConditionalOnProperty(name = "realtime.broker", havingValue = "relay")
@ConditionalOnBean(RoomBroker.class)
public final class RelayAutoConfiguration {

	/** The client is there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "reactor.netty.tcp.TcpClient")
	@EnableConfigurationProperties(RelayProperties.class)
	static class LinkConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeRelayConnectionDetails realtimeRelayConnectionDetails(RelayProperties properties,
				ObjectProvider<SslBundles> bundles) {
			return new PropertiesConnectionDetails(properties, bundles);
		}

		@Bean
		Relay realtimeRelay(RelayProperties properties, RealtimeRelayConnectionDetails details,
				HistoryProperties history, RoomBroker broker, ApplicationEventPublisher events) {
			return new Relay(properties, details, history.ttl(), broker, events);
		}

		@Bean
		RelayReport realtimeRelayReport(Relay relay) {
			return new RelayReport(relay);
		}

	}

	/** The client is missing. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("reactor.netty.tcp.TcpClient")
	static class NoLinkConfiguration {

		NoLinkConfiguration() {
			throw new MissingReactorNettyException();
		}

	}

	/** What the properties say. */
	private static final class PropertiesConnectionDetails implements RealtimeRelayConnectionDetails {

		private final RelayProperties properties;

		private final @Nullable SslBundle sslBundle;

		PropertiesConnectionDetails(RelayProperties properties, ObjectProvider<SslBundles> bundles) {
			this.properties = properties;
			String name = properties.sslBundle();
			this.sslBundle = (name != null) ? bundles.getObject().getBundle(name) : null;
		}

		@Override
		public List<Address> addresses() {
			return this.properties.allAddresses();
		}

		@Override
		public String username() {
			return this.properties.username();
		}

		@Override
		public String password() {
			return this.properties.password();
		}

		@Override
		public String virtualHost() {
			return this.properties.virtualHost();
		}

		@Override
		public @Nullable SslBundle sslBundle() {
			return this.sslBundle;
		}

	}

}
