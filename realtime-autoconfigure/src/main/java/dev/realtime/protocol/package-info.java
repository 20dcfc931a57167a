/**
 * Every frame, header, code and destination on the wire, and nothing else.
 * {@code docs/protocol.md} says the same in words.
 * <p>
 * What is public here is public only because other packages of the starter need it; it is
 * not API.
 */
@NullMarked
package dev.realtime.protocol;

import org.jspecify.annotations.NullMarked;
