package dev.realtime.rpc;

import jakarta.validation.Validator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.realtime.connection.ConnectionAutoConfiguration;
import dev.realtime.connection.InboundChannel;
import dev.realtime.protocol.WireJson;

/**
 * Auto-configuration of the methods clients may call.
 *
 * @since 0.1
 */
@AutoConfiguration(after = { ConnectionAutoConfiguration.class, JacksonAutoConfiguration.class },
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnBean(InboundChannel.class)
@EnableConfigurationProperties(RpcProperties.class)
public final class RpcAutoConfiguration {

	@Bean
	RpcMethods realtimeMethods(ConfigurableListableBeanFactory beans, ObjectProvider<JsonMapper> json,
			ObjectProvider<Constraints> constraints) {
		return new RpcMethods(beans, json.getIfUnique(JsonMapper::new),
				constraints.getIfAvailable(() -> Constraints.NONE));
	}

	@Bean
	RpcThreads realtimeCallThreads(RpcProperties properties, Environment environment) {
		return new RpcThreads(properties.threads(), Threading.VIRTUAL.isActive(environment));
	}

	@Bean
	CallStatistics realtimeCallStatistics() {
		return new CallStatistics();
	}

	@Bean
	CallsReport realtimeCallsReport(RpcMethods methods, RpcProperties properties, CallStatistics statistics) {
		return new CallsReport(methods, properties, statistics);
	}

	@Bean
	RpcHandler realtimeCallHandler(InboundChannel channel, RpcMethods methods, RpcThreads threads,
			RpcProperties properties, ObjectProvider<JsonMapper> json, WireJson wire, CallStatistics statistics) {
		RpcHandler handler = new RpcHandler(methods, threads, properties, json.getIfUnique(JsonMapper::new), wire,
				statistics);
		channel.handle(handler);
		return handler;
	}

	/** Bodies are validated where Bean Validation is present. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	@ConditionalOnSingleCandidate(Validator.class)
	static class ValidationConfiguration {

		@Bean
		BeanConstraints realtimeCallConstraints(Validator validator) {
			return new BeanConstraints(validator);
		}

	}

}
