package dev.realtime.broker;

/**
 * How much goes on in a room.
 *
 * @param room its name
 * @param members clients in it on this node
 * @param publications events told here since it is known
 */
record RoomSize(String room, int members, long publications) {

}
