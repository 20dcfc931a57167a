package dev.realtime.connection;

import dev.realtime.protocol.ReceivedFrame;

/**
 * A frame on its way to the gate.
 *
 * @param connection where it came in
 * @param frame what came in
 */
record Received(Connection connection, ReceivedFrame frame) {
}
