package dev.realtime;

/**
 * Application event: something that happened could not be told. The business call that
 * caused it went on undisturbed, and the rooms' other events and positions are not
 * affected.
 *
 * @param event what should have been told, as far as it was known when it failed: a room
 * template that failed leaves {@link RealtimeEvent#rooms()} empty
 * @param cause why it could not
 * @since 0.1
 */
public record PublicationFailed(RealtimeEvent event, Throwable cause) {

}
