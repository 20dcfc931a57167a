/**
 * A small chat in which every change is seen by everybody at once.
 */
@NullMarked
package dev.realtime.sample;

import org.jspecify.annotations.NullMarked;
