/**
 * Who uses the chat, and how they log in.
 */
@NullMarked
package dev.realtime.sample.people;

import org.jspecify.annotations.NullMarked;
