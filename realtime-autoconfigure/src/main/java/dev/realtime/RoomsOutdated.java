package dev.realtime;

import java.util.function.Predicate;

/**
 * Tells that rooms are to fetch again of which only the form of their names is known.
 * Whoever knows the rooms finds them, once the current transaction has committed.
 * <p>
 * Not API.
 *
 * @param names which names
 */
public record RoomsOutdated(Predicate<String> names) {

}
