package dev.realtime.connection;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Tokens: which are believed, and what those issued here say.
 * <p>
 * Not API.
 *
 * @param secret Secret whose UTF-8 bytes are the HS256 key that signs the tokens issued
 * here and verifies them; at least 32 bytes.
 * @param publicKey Public keys (PEM text, or a location such as classpath:idp.pem) that
 * verify tokens of others beside the secret, each with the algorithm of its own type:
 * RS256, ES256 or EdDSA. Several serve rotation.
 * @param issuer Issuer that tokens must name, and those issued here do.
 * @param audience Audience that tokens must name, and those issued here do.
 * @param principalClaim Claim of a connection token that names the user: a text or an
 * integer.
 * @param clockSkew Difference that may be between the clocks of those who issue tokens
 * and this one.
 * @param tokenTtl Lifetime of the connection tokens issued here.
 */
@ConfigurationProperties("realtime.jwt")
public record JwtProperties(@Nullable String secret, @DefaultValue List<String> publicKey, @Nullable String issuer,
		@Nullable String audience, @DefaultValue("sub") String principalClaim, @DefaultValue("30s") Duration clockSkew,
		@DefaultValue("1h") Duration tokenTtl) {

	private static final Duration MOST_SKEW = Duration.ofMinutes(10);

	private static final Duration MOST_TTL = Duration.ofDays(365);

	/**
	 * Checks the durations; keys are read later, where they are used.
	 * @throws InvalidConfigurationPropertyValueException if one is out of bounds
	 */
	public JwtProperties {
		// an empty value is what a placeholder without its variable leaves behind
		secret = nullIfEmpty(secret);
		issuer = nullIfEmpty(issuer);
		audience = nullIfEmpty(audience);
		publicKey = publicKey.stream().filter((text) -> !text.isBlank()).toList();
		if (principalClaim.isBlank()) {
			throw new InvalidConfigurationPropertyValueException("realtime.jwt.principal-claim", principalClaim,
					"Must be the name of a claim, such as sub.");
		}
		if (clockSkew.isNegative() || clockSkew.compareTo(MOST_SKEW) > 0) {
			throw new InvalidConfigurationPropertyValueException("realtime.jwt.clock-skew", clockSkew,
					"Must be between 0s and 10m, such as 30s.");
		}
		if (tokenTtl.compareTo(Duration.ofSeconds(1)) < 0 || tokenTtl.compareTo(MOST_TTL) > 0) {
			throw new InvalidConfigurationPropertyValueException("realtime.jwt.token-ttl", tokenTtl,
					"Must be between 1s and 365d, such as 1h.");
		}
	}

	private static @Nullable String nullIfEmpty(@Nullable String text) {
		return (text == null || text.isEmpty()) ? null : text;
	}

	@Override
	public String toString() {
		return "JwtProperties[secret=" + ((this.secret != null) ? "set" : "not set") + ", publicKeys="
				+ this.publicKey.size() + ", issuer=" + this.issuer + ", audience=" + this.audience
				+ ", principalClaim=" + this.principalClaim + ", clockSkew=" + this.clockSkew + ", tokenTtl="
				+ this.tokenTtl + "]";
	}

}
