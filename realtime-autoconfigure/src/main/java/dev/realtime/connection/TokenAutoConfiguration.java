package dev.realtime.connection;

import java.time.Clock;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Auto-configuration of tokens and of who may connect. There also with
 * {@code realtime.enabled=false}, so that what issues tokens keeps working.
 *
 * @since 0.1
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration")
@EnableConfigurationProperties(JwtProperties.class)
public final class TokenAutoConfiguration {

	private static final Log logger = LogFactory.getLog(TokenAutoConfiguration.class);

	private final Clock clock = Clock.systemUTC();

	@Bean
	TokenCodec realtimeTokenCodec(JwtProperties properties, ResourceLoader resources, Environment environment) {
		return new TokenCodec(keys(properties, resources, environment), properties, this.clock);
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionTokens connectionTokens(TokenCodec codec, JwtProperties properties) {
		return new ConnectionTokens(codec, properties, this.clock);
	}

	@Bean
	@ConditionalOnMissingBean(ConnectAuthenticator.class)
	JwtAuthenticator connectAuthenticator(TokenCodec codec, JwtProperties properties) {
		return new JwtAuthenticator(codec, new PrincipalClaim(properties.principalClaim()));
	}

	private static TokenKeys keys(JwtProperties properties, ResourceLoader resources, Environment environment) {
		List<TokenKey> others = new PublicKeyPem(resources).read(properties.publicKey());
		if (properties.secret() != null) {
			return TokenKeys.withSecret(properties.secret(), others);
		}
		if (environment.getProperty("realtime.enabled", Boolean.class, true)) {
			if ("relay".equalsIgnoreCase(environment.getProperty("realtime.broker"))) {
				throw new InvalidTokenKeyException(
						"realtime.jwt.secret is not set, but with realtime.broker=relay every node must verify the tokens"
								+ " that another one issued.",
						"Set realtime.jwt.secret to the same random text of at least 32 bytes on every node, for example"
								+ " the output of 'openssl rand -base64 48'.");
			}
			logger.warn("realtime.jwt.secret is not set: tokens issued here are signed with a generated secret and are"
					+ " worth nothing after a restart. Set realtime.jwt.secret to a random text of at least 32 bytes,"
					+ " for example the output of 'openssl rand -base64 48'.");
		}
		return TokenKeys.withGeneratedSecret(others);
	}

	/** Sockets take the tokens that the application's REST calls take. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JwtDecoder.class)
	@ConditionalOnSingleCandidate(JwtDecoder.class)
	@ConditionalOnMissingBean(ConnectAuthenticator.class)
	static class JwtDecoderConfiguration {

		@Bean
		JwtDecoderAuthenticator connectAuthenticator(JwtDecoder decoder, JwtProperties properties) {
			return new JwtDecoderAuthenticator(decoder, new PrincipalClaim(properties.principalClaim()));
		}

	}

}
