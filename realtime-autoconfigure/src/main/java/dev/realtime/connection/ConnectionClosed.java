package dev.realtime.connection;

import dev.realtime.RealtimeUser;

/**
 * Application event: a connection ended, told once for each {@link ConnectionOpened} that
 * nobody refused.
 *
 * @param user who was connected
 * @param sessionId the connection's id on this node
 * @param code the WebSocket close code, for example 4000 for a client that did not take
 * what it was sent, or 1006 for a connection that broke
 * @since 0.1
 */
public record ConnectionClosed(RealtimeUser user, String sessionId, int code) {

}
