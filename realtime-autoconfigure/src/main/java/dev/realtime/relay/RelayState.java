package dev.realtime.relay;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How the link to the other nodes is, for health and metrics.
 * <p>
 * Not API.
 *
 * @param connected whether the broker is there and this node has caught up
 * @param since since when
 * @param order {@code stream} or {@code topic}; {@code null} before the first connection
 * @param trouble what was wrong last, without credentials; {@code null} while connected
 * @param waitingEvents events that did not come back from the broker yet
 * @param waitingBytes what they take
 * @param lostEvents events that other nodes were not told because too many waited; their
 * rooms fetch again
 * @param otherNodes nodes that are alive
 */
public record RelayState(boolean connected, Instant since, @Nullable String order, @Nullable String trouble,
		int waitingEvents, long waitingBytes, long lostEvents, int otherNodes) {

}
