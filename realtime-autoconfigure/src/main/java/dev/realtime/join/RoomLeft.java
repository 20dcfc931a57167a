package dev.realtime.join;

import dev.realtime.RealtimeUser;

/**
 * Application event: a user's connection is no longer in a room: it left, was ended or
 * closed. Told after the {@link RoomJoined} of the same stay, whichever thread ends it.
 *
 * @param user who left
 * @param sessionId the connection's id on this node
 * @param room the room's name
 * @since 0.1
 */
public record RoomLeft(RealtimeUser user, String sessionId, String room) {

}
