/**
 * The HTTP entrance through which other back ends publish.
 */
@NullMarked
package dev.realtime.push;

import org.jspecify.annotations.NullMarked;
