package dev.realtime.join;

/**
 * Application event: somebody entered a room that nobody was in on this node. Told in the
 * thread of who caused it, so that where one leaves as another enters the two events may
 * come in either order.
 *
 * @param room the room's name
 * @since 0.1
 * @see RoomJoined
 * @see RoomLeft
 */
public record RoomOpened(String room) {

}
