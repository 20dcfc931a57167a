package dev.realtime.join;

import dev.realtime.RealtimeUser;

/**
 * Application event: a user's connection entered a room.
 *
 * @param user who entered
 * @param sessionId the connection's id on this node
 * @param room the room's name
 * @since 0.1
 */
public record RoomJoined(RealtimeUser user, String sessionId, String room) {

}
