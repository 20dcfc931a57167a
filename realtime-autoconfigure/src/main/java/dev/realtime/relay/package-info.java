/**
 * Nodes joined by an external STOMP broker: one connection each carries events, and who
 * is where.
 * <p>
 * API is {@link dev.realtime.relay.RealtimeRelayConnectionDetails}; what else is public
 * here is public only because other packages of the starter need it.
 */
@NullMarked
package dev.realtime.relay;

import org.jspecify.annotations.NullMarked;
