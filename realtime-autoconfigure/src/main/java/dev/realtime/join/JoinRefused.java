package dev.realtime.join;

import dev.realtime.RealtimeUser;

/**
 * Application event: a user was not let into a room.
 *
 * @param user who asked
 * @param sessionId the connection's id on this node
 * @param room the room's name
 * @param code why, as the client is told: {@code forbidden}, {@code token_invalid},
 * {@code token_expired} or {@code revoked}
 * @since 0.1
 */
public record JoinRefused(RealtimeUser user, String sessionId, String room, String code) {

}
