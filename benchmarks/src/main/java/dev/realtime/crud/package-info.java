/**
 * What announcing costs the caller.
 */
@NullMarked
package dev.realtime.crud;

import org.jspecify.annotations.NullMarked;
