/**
 * Words of the application: what happened ({@link dev.realtime.RealtimeEvent}), where
 * ({@link dev.realtime.Room}), who sees it ({@link dev.realtime.RealtimeUser}) and the
 * live sessions ({@link dev.realtime.RealtimeSessions}).
 * <p>
 * {@link dev.realtime.Caller}, {@link dev.realtime.ClientTypes},
 * {@link dev.realtime.PublicationFailures}, {@link dev.realtime.ReportSection} and
 * {@link dev.realtime.StartupReport} are public only because other packages of the
 * starter need them; they are not API.
 */
@NullMarked
package dev.realtime;

import org.jspecify.annotations.NullMarked;
