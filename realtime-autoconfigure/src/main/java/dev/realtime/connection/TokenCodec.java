package dev.realtime.connection;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies tokens: JWTs in compact form (RFC 7515, 7519). Public only because
 * room tokens need it too. Not API.
 * <p>
 * A token chooses nothing: which algorithm counts follows from the key, keys and
 * addresses of keys in a header ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}) are
 * never looked at, and headers that change how the rest is read ({@code crit},
 * {@code b64}, {@code zip}, {@code enc}) refuse it.
 * <p>
 * Thread-safe.
 */
public final class TokenCodec {

	private static final Set<String> REFUSED_HEADERS = Set.of("crit", "b64", "zip", "enc");

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private final TokenJson json = new TokenJson();

	private final TokenKeys keys;

	private final @Nullable String issuer;

	private final @Nullable String audience;

	private final Duration clockSkew;

	private final Clock clock;

	TokenCodec(TokenKeys keys, JwtProperties properties, Clock clock) {
		this.keys = keys;
		this.issuer = properties.issuer();
		this.audience = properties.audience();
		this.clockSkew = properties.clockSkew();
		this.clock = clock;
	}

	/**
	 * Issues a token with the secret of this application.
	 * @param type what it is for
	 * @param claims what it says, in this order; issuer and audience are added
	 * @return the token
	 */
	public String sign(TokenType type, Map<String, ?> claims) {
		Map<String, String> header = new LinkedHashMap<>();
		header.put("alg", this.keys.signing().algorithm());
		header.put("typ", type.header());
		Map<String, Object> all = new LinkedHashMap<>(claims);
		if (this.issuer != null) {
			all.put("iss", this.issuer);
		}
		if (this.audience != null) {
			all.put("aud", this.audience);
		}
		String content = encoder.encodeToString(this.json.write(header)) + '.'
				+ encoder.encodeToString(this.json.write(all));
		return content + '.' + encoder.encodeToString(this.keys.signing().sign(ascii(content)));
	}

	/**
	 * Verifies a token and everything that holds for all tokens: signature, type, issuer,
	 * audience, {@code nbf} and {@code exp}.
	 * @param type what it has to be for
	 * @param token the token
	 * @return its claims
	 * @throws AuthenticationRefused with {@code token_malformed} if it has not the form
	 * of a JWT, {@code token_expired} if nothing but its age is wrong, else
	 * {@code token_invalid}
	 */
	public Map<String, Object> verify(TokenType type, String token) {
		byte[] payload = payload(type, token);
		try {
			Map<String, Object> claims = this.json.read(payload);
			check(claims);
			return claims;
		}
		catch (IllegalArgumentException ex) {
			throw AuthenticationRefused.invalid();
		}
	}

	/** The payload of a token that one of the keys has signed. */
	byte[] payload(TokenType type, String token) {
		CompactToken compact = CompactToken.parse(token);
		Map<String, Object> header = header(compact.header());
		if (compact.encrypted() || REFUSED_HEADERS.stream().anyMatch(header::containsKey)
				|| !type.accepts(header.get("typ")) || !isSigned(header, compact)) {
			throw AuthenticationRefused.invalid();
		}
		try {
			return decode(compact.payload());
		}
		catch (IllegalArgumentException ex) {
			throw AuthenticationRefused.invalid();
		}
	}

	/**
	 * The difference clocks may have.
	 * @return zero or more
	 */
	public Duration clockSkew() {
		return this.clockSkew;
	}

	/**
	 * A point in time as tokens write it.
	 * @param claim a claim; {@code null} if there is none
	 * @return the point in time; {@code null} without the claim
	 * @throws IllegalArgumentException if the claim is not a number of seconds
	 */
	public static @Nullable Instant instant(@Nullable Object claim) {
		return NumericDate.read(claim);
	}

	/**
	 * A user's name as tokens write it.
	 * @param claim a text or an integer
	 * @return {@code null} if it is anything else: a fraction or a list has no one
	 * spelling that could be a name
	 */
	public static @Nullable String userName(@Nullable Object claim) {
		if (claim instanceof Integer || claim instanceof Long || claim instanceof BigInteger) {
			return claim.toString();
		}
		return (claim instanceof String text) ? text : null;
	}

	private Map<String, Object> header(String part) {
		try {
			return this.json.read(decode(part));
		}
		catch (IllegalArgumentException ex) {
			throw AuthenticationRefused.malformed();
		}
	}

	private boolean isSigned(Map<String, Object> header, CompactToken compact) {
		byte[] signature = signature(compact.signature());
		if (signature.length == 0) {
			return false;
		}
		byte[] content = ascii(compact.header() + '.' + compact.payload());
		List<TokenKey> candidates = this.keys.candidates(header.get("alg"), header.get("kid"));
		return candidates.stream().anyMatch((key) -> key.verify(content, signature));
	}

	/** Empty if it is not base64url. */
	private static byte[] signature(String part) {
		try {
			return decode(part);
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

	private void check(Map<String, Object> claims) {
		Instant expires = date(claims, "exp");
		Instant notBefore = date(claims, "nbf");
		date(claims, "iat");
		Instant now = this.clock.instant();
		if (!isIssuer(claims.get("iss")) || !isAudience(claims.get("aud"))
				|| (notBefore != null && notBefore.isAfter(now.plus(this.clockSkew)))) {
			throw AuthenticationRefused.invalid();
		}
		// last: a client that hears "expired" fetches another token of the same kind
		if (expires != null && !now.isBefore(expires.plus(this.clockSkew))) {
			throw AuthenticationRefused.expired();
		}
	}

	/**
	 * A claim that is there says when: {@code null} is no date, and not the lack of one.
	 */
	private static @Nullable Instant date(Map<String, Object> claims, String name) {
		Instant date = NumericDate.read(claims.get(name));
		if (date == null && claims.containsKey(name)) {
			throw new IllegalArgumentException("Not a numeric date");
		}
		return date;
	}

	private boolean isIssuer(@Nullable Object claim) {
		return this.issuer == null || this.issuer.equals(claim);
	}

	private boolean isAudience(@Nullable Object claim) {
		return this.audience == null || this.audience.equals(claim)
				|| (claim instanceof Collection<?> several && several.contains(this.audience));
	}

	/** Java's decoder also takes other texts for the same bytes. */
	private static byte[] decode(String part) {
		byte[] bytes = Base64.getUrlDecoder().decode(part);
		if (!encoder.encodeToString(bytes).equals(part)) {
			throw new IllegalArgumentException("Not the one way to write these bytes");
		}
		return bytes;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
