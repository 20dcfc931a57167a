package dev.realtime.sample.people;

/**
 * Somebody who may log in.
 *
 * @param name unique, the user's name in rooms and events
 * @param fullName what others read
 */
public record Person(String name, String fullName) {

}
