package dev.realtime.broker;

/**
 * Application event: a user came into a room on another node, or is no longer there.
 *
 * @param room the room's name
 * @param user the user's name
 * @param present whether the user came
 */
public record MemberElsewhere(String room, String user, boolean present) {

}
