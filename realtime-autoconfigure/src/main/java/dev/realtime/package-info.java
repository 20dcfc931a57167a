/**
 * Words of the application: what happened ({@link dev.realtime.RealtimeEvent}), where
 * ({@link dev.realtime.Room}), who sees it ({@link dev.realtime.RealtimeUser}) and the
 * live sessions ({@link dev.realtime.RealtimeSessions}).
 * <p>
 * What says "Not API" is public only because other packages of the starter need it.
 */
@NullMarked
package dev.realtime;

import org.jspecify.annotations.NullMarked;
