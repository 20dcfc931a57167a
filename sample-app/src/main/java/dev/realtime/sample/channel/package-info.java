/**
 * Channels: who sees them, who is in them, what they are called.
 */
@NullMarked
package dev.realtime.sample.channel;

import org.jspecify.annotations.NullMarked;
