package dev.realtime.join;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.realtime.connection.AuthenticationRefused;
import dev.realtime.connection.TokenCodec;
import dev.realtime.connection.TokenType;
import dev.realtime.join.RoomTokenDecision.Granted;
import dev.realtime.join.RoomTokenDecision.Refused;

/**
 * Decides what the room token of a SUBSCRIBE is worth, whoever issued it: this
 * application or another back end that has one of the keys.
 */
final class RoomTokenVerifier {

	/** Longest time from {@code iat} to {@code exp}. */
	static final Duration LONGEST = Duration.ofHours(24);

	private final TokenCodec codec;

	private final Clock clock;

	RoomTokenVerifier(TokenCodec codec, Clock clock) {
		this.codec = codec;
		this.clock = clock;
	}

	/**
	 * Decides.
	 * @param token what the client sent
	 * @param user name of the connected user
	 * @param room the room's name
	 * @return the decision
	 */
	RoomTokenDecision verify(String token, String user, String room) {
		try {
			return decide(this.codec.verify(TokenType.ROOM, token), user, room);
		}
		catch (AuthenticationRefused ex) {
			// a client knows its own token: whether it has the form of one is all the
			// same
			return ex.code().equals(Refused.EXPIRED.code()) ? Refused.EXPIRED : Refused.INVALID;
		}
		catch (IllegalArgumentException ex) {
			return Refused.INVALID;
		}
	}

	private RoomTokenDecision decide(Map<String, Object> claims, String user, String room) {
		Instant issued = TokenCodec.instant(claims.get("iat"));
		Instant expires = TokenCodec.instant(claims.get("exp"));
		if (issued == null || expires == null || !isPlausible(issued, expires)
				|| !user.equals(TokenCodec.userName(claims.get("sub"))) || !room.equals(claims.get("room"))) {
			return Refused.INVALID;
		}
		return new Granted(expires.plus(this.codec.clockSkew()), issuedAtMillis(issued, claims));
	}

	private boolean isPlausible(Instant issued, Instant expires) {
		return expires.isAfter(issued) && !expires.isAfter(issued.plus(LONGEST))
				&& !issued.isAfter(this.clock.instant().plus(this.codec.clockSkew()));
	}

	private static long issuedAtMillis(Instant issued, Map<String, Object> claims) {
		Object millis = claims.get(RoomTokens.ISSUED_AT_MILLIS);
		if (millis == null) {
			return issued.toEpochMilli();
		}
		if (millis instanceof Long exact && Math.floorDiv(exact, 1000L) == issued.getEpochSecond()) {
			return exact;
		}
		throw new IllegalArgumentException("Issued at two times");
	}

}
