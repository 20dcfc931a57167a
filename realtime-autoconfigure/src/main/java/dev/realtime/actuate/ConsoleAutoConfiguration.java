package dev.realtime.actuate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration of the console: off unless {@code realtime.console.enabled}, and for
 * those alone who may see the actuator's endpoint.
 *
 * @since 0.1
 */
@AutoConfiguration(after = EndpointAutoConfiguration.class,
		afterName = { "org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration",
				"org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty("realtime.console.enabled")
@EnableConfigurationProperties(ConsoleProperties.class)
public final class ConsoleAutoConfiguration {

	private static final String EXTENSION = "realtimeConsoleExtension";

	private static final Log logger = LogFactory.getLog(ConsoleAutoConfiguration.class);

	@Bean
	SmartInitializingSingleton realtimeConsoleCheck(ListableBeanFactory beans) {
		return () -> {
			if (!beans.containsBeanDefinition(EXTENSION)) {
				logger
					.warn("realtime.console.enabled=true, but there is no console: it shows what the actuator's endpoint"
							+ " 'realtime' says. Add spring-boot-starter-actuator and set"
							+ " management.endpoints.web.exposure.include=realtime beside what it includes already.");
			}
		};
	}

	/** Where the actuator shows the endpoint. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnBean({ RealtimeReportEndpoint.class, WebEndpointProperties.class })
	@ConditionalOnAvailableEndpoint(endpoint = RealtimeReportEndpoint.class, exposure = EndpointExposure.WEB)
	@ImportRuntimeHints(PageHints.class)
	static class PageConfiguration {

		private final String endpoint;

		PageConfiguration(WebEndpointProperties properties, ObjectProvider<PathMapper> mappers) {
			this.endpoint = properties.getBasePath() + "/"
					+ PathMapper.getRootPath(mappers.orderedStream().toList(), EndpointId.of("realtime"));
		}

		@Bean(EXTENSION)
		RealtimeConsoleExtension realtimeConsoleExtension() {
			return new RealtimeConsoleExtension(this.endpoint.substring(1));
		}

		/** Nowhere but at the endpoint itself where that has a port of its own. */
		@Bean
		@ConditionalOnBean(DispatcherServletPath.class)
		@ConditionalOnManagementPort(ManagementPortType.SAME)
		ConsoleMapping realtimeConsoleMapping(DispatcherServletPath servlet) {
			return new ConsoleMapping(servlet.getRelativePath(this.endpoint + "/" + RealtimeConsoleExtension.VIEW));
		}

	}

	/** The page is no class. */
	static class PageHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("dev/realtime/actuate/" + RealtimeConsoleExtension.PAGE);
		}

	}

}
