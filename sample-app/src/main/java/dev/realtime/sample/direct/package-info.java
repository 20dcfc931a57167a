/**
 * What one person writes to another.
 */
@NullMarked
package dev.realtime.sample.direct;

import org.jspecify.annotations.NullMarked;
