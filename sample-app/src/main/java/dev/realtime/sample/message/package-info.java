/**
 * What is written in channels.
 */
@NullMarked
package dev.realtime.sample.message;

import org.jspecify.annotations.NullMarked;
