/**
 * Rooms and their members: when an event leaves, its position, encoding it once, writing
 * it to everybody in the room, in one order.
 */
@NullMarked
package dev.realtime.broker;

import org.jspecify.annotations.NullMarked;
