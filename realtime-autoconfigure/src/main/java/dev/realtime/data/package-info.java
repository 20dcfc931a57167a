/**
 * Entities announce what plain repositories do with them, see
 * {@link dev.realtime.data.RealtimeEntity}.
 */
@NullMarked
package dev.realtime.data;

import org.jspecify.annotations.NullMarked;
