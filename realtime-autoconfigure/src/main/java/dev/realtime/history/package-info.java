/**
 * A room's recent publications: what did I miss since?
 * <p>
 * What is public here is public only because other packages of the starter need it; it is
 * not API.
 */
@NullMarked
package dev.realtime.history;

import org.jspecify.annotations.NullMarked;
