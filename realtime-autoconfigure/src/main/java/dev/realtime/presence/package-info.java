/**
 * Who is in a room, and telling the others.
 * <p>
 * What is public here is public only because other packages of the starter need it; it is
 * not API, but for {@link dev.realtime.presence.MemberDetails}.
 */
@NullMarked
package dev.realtime.presence;

import org.jspecify.annotations.NullMarked;
