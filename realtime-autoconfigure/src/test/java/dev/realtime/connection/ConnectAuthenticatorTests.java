package dev.realtime.connection;

import java.time.Instant;
import java.util.Date;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.realtime.RealtimeUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConnectAuthenticator}.
 */
class ConnectAuthenticatorTests {

	private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");

	@Test
	void readsEveryWayToWriteAnExpiry() {
		assertThat(expiresAt(EXPIRY)).isEqualTo(EXPIRY);
		assertThat(expiresAt(Date.from(EXPIRY))).isEqualTo(EXPIRY);
		assertThat(expiresAt(EXPIRY.getEpochSecond())).isEqualTo(EXPIRY);
		assertThat(expiresAt(EXPIRY.getEpochSecond() + 0.5)).isEqualTo(EXPIRY.plusMillis(500));
	}

	@Test
	void noExpiryIsNoBound() {
		assertThat(ConnectAuthenticator.expiresAt(new RealtimeUser("alice"))).isNull();
	}

	@Test
	void unreadableExpiryIsNotTakenForNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> expiresAt("tomorrow"))
			.withMessageContaining("java.lang.String");
	}

	private static Instant expiresAt(Object exp) {
		return ConnectAuthenticator.expiresAt(new RealtimeUser("alice", Map.of("exp", exp)));
	}

}
