/**
 * Connections: the STOMP endpoint, the gate everything a client sends must pass, who may
 * connect ({@link dev.realtime.connection.ConnectAuthenticator}), and how long.
 * <p>
 * What says "Not API" is public only because other packages of the starter need it.
 */
@NullMarked
package dev.realtime.connection;

import org.jspecify.annotations.NullMarked;
