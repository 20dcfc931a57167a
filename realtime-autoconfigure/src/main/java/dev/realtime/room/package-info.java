/**
 * The grammar of room templates, which are evaluated
 * ({@link dev.realtime.room.RoomTemplate}), and of room patterns, which are matched
 * ({@link dev.realtime.room.RoomPattern}).
 * <p>
 * Public only because other packages of the starter need it; not API.
 */
@NullMarked
package dev.realtime.room;

import org.jspecify.annotations.NullMarked;
