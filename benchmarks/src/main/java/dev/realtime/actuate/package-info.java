/**
 * Measures what observing costs.
 */
@NullMarked
package dev.realtime.actuate;

import org.jspecify.annotations.NullMarked;
