package dev.realtime.connection;

import dev.realtime.RealtimeUser;

/**
 * Application event: a user was authenticated and is about to be told so. A listener that
 * throws refuses the connection with code {@code refused}.
 *
 * @param user who connects
 * @param sessionId the connection's id on this node
 * @since 0.1
 * @see ConnectionClosed
 */
public record ConnectionOpened(RealtimeUser user, String sessionId) {

}
