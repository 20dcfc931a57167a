/**
 * Methods that clients may call.
 */
@NullMarked
package dev.realtime.rpc;

import org.jspecify.annotations.NullMarked;
