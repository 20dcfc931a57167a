/**
 * Connections: the STOMP endpoint, the gate everything a client sends must pass, who may
 * connect ({@link dev.realtime.connection.ConnectAuthenticator}), and how long.
 * <p>
 * {@link dev.realtime.connection.TokenCodec} and
 * {@link dev.realtime.connection.TokenType} are public only because other packages of the
 * starter need them; they are not API.
 */
@NullMarked
package dev.realtime.connection;

import org.jspecify.annotations.NullMarked;
