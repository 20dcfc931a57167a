package dev.realtime.join;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.connection.Connection;
import dev.realtime.protocol.Refusal;

/**
 * Decides who enters: a room token, or else the rules. A token that is there but bad is
 * refused even where a rule would admit.
 * <p>
 * Thread-safe.
 */
class Access {

	private final RoomTokenVerifier tokens;

	private final AccessRules rules;

	private final Revocations revocations = new Revocations();

	private final AtomicLong changes = new AtomicLong();

	Access(RoomTokenVerifier tokens, AccessRules rules) {
		this.tokens = tokens;
		this.rules = rules;
	}

	JoinDecision decide(RealtimeUser user, Room room, @Nullable String token) {
		if (token == null) {
			return this.rules.mayJoin(user, room) ? new JoinDecision.Admitted(Long.MAX_VALUE, true)
					: new JoinDecision.Refused(Refusal.FORBIDDEN);
		}
		RoomTokenDecision decision = this.tokens.verify(token, user.name(), room.name());
		if (decision instanceof RoomTokenDecision.Granted granted) {
			return this.revocations.isRevoked(user.name(), room.name(), granted.issuedAtMillis())
					? new JoinDecision.Refused(Refusal.REVOKED)
					: new JoinDecision.Admitted(Connection.deadline(granted.until()), false);
		}
		return new JoinDecision.Refused((decision == RoomTokenDecision.Refused.EXPIRED) ? Refusal.ROOM_TOKEN_EXPIRED
				: Refusal.ROOM_TOKEN_INVALID);
	}

	boolean maySend(RealtimeUser user, Room room) {
		return this.rules.maySend(user, room);
	}

	/**
	 * Refuses the room tokens a user was given before.
	 * @param user the user's name
	 * @param room the room's name
	 * @param millis the time of the eviction
	 */
	void revoke(String user, String room, long millis) {
		this.revocations.evicted(user, room, millis);
		changed();
	}

	/** Notes that what was decided before may be decided otherwise now. */
	void changed() {
		this.changes.incrementAndGet();
	}

	/**
	 * Changes so far: who decided, acted on it and then finds more of them decides again.
	 */
	long changes() {
		return this.changes.get();
	}

}
