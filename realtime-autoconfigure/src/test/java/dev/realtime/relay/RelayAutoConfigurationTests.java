package dev.realtime.relay;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.NoReactorNetty;

import static org.assertj.core.api.Assertions.assertThat;

class RelayAutoConfigurationTests {

	private static final String SECRET = "realtime.jwt.secret=0123456789abcdef0123456789abcdef";

	/** Nobody is there; a start goes on after the first attempt. */
	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("realtime.broker=relay", "realtime.relay.port=1");

	@Test
	void joinsNothingUnlessItIsAsked() {
		new WebApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues(SECRET)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Relay.class));
	}

	@Test
	void isNotThereWhenRealtimeIsOff() {
		this.runner.withPropertyValues(SECRET, "realtime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Relay.class));
	}

	@Test
	void saysWhatToAddWhenTheClientIsMissing() {
		this.runner.withPropertyValues(SECRET).withClassLoader(NoReactorNetty.classLoader()).run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).hasRootCauseInstanceOf(MissingReactorNettyException.class);
			FailureAnalysis analysis = new MissingReactorNettyFailureAnalyzer().analyze(failure);
			assertThat(analysis.getDescription()).contains("realtime.broker=relay");
			assertThat(analysis.getAction()).contains("io.projectreactor.netty:reactor-netty-core")
				.contains("realtime.broker=embedded");
		});
	}

	@Test
	void needsASecretThatAllNodesShare() {
		this.runner
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("realtime.jwt.secret"));
	}

	@Test
	void takesAddressAndCredentialsFromTheProperties() {
		this.runner
			.withPropertyValues(SECRET, "realtime.relay.host=127.0.0.1", "realtime.relay.username=app",
					"realtime.relay.password=pw", "realtime.relay.virtual-host=chat")
			.run((context) -> {
				RealtimeRelayConnectionDetails details = context.getBean(RealtimeRelayConnectionDetails.class);
				assertThat(details.addresses())
					.containsExactly(new RealtimeRelayConnectionDetails.Address("127.0.0.1", 1));
				assertThat(details.username()).isEqualTo("app");
				assertThat(details.password()).isEqualTo("pw");
				assertThat(details.virtualHost()).isEqualTo("chat");
				assertThat(details.sslBundle()).isNull();
			});
	}

	@Test
	void prefersConnectionDetailsOfTheApplication() {
		this.runner.withPropertyValues(SECRET)
			.withUserConfiguration(OwnDetails.class)
			.run((context) -> assertThat(context).hasSingleBean(RealtimeRelayConnectionDetails.class)
				.hasBean("ownDetails"));
	}

	@Test
	void namesAnSslBundleThatIsMissing() {
		this.runner.withPropertyValues(SECRET, "realtime.relay.ssl-bundle=missing")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoSuchSslBundleException.class)
				.hasMessageContaining("missing"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDetails {

		@Bean
		RealtimeRelayConnectionDetails ownDetails() {
			return () -> List.of(new RealtimeRelayConnectionDetails.Address("127.0.0.1", 1));
		}

	}

}
