package dev.realtime.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Limits of each connection.
 * <p>
 * Not API.
 *
 * @param connectTimeout Time a client has to send CONNECT.
 * @param heartbeat Interval at which either side shows that it is alive; after three
 * silent ones a client is taken for dead.
 * @param maxRooms Rooms a connection may be in at a time.
 * @param maxMessageSize Largest WebSocket message and STOMP frame a client may send.
 * @param sendBuffer What may wait for a client that is slow to take it, before the
 * connection is closed.
 * @param sendTimeout Time a client may take for one write, before the connection is
 * closed.
 * @param maxPerUser Connections a user may have on a node at a time; 0 for any number.
 * @param maxPerAddress Connections from one network address on a node at a time; 0 for
 * any number, as behind a proxy.
 * @param maxFrames Frames a client may send per second; five times as many in a burst.
 * @param maxJoins Joins a client may attempt per second; five times as many in a burst.
 * @param maxRefusals Requests of a client that may be refused per minute, before the
 * connection is closed.
 * @param maxHeaders Headers a frame of a client may have.
 * @param maxBatch Frames that are written at once to a client that is behind.
 * @param directWrite Whether to write to the sockets of Tomcat past its own WebSocket,
 * which is several times as fast. Other containers, and HTTP/2, are not concerned.
 * @param compression Whether to send events compressed to clients that offer
 * permessage-deflate, each compressed once for all of them. Needs direct-write; elsewhere
 * nothing is compressed.
 */
@ConfigurationProperties("realtime.connection")
public record ConnectionProperties(@DefaultValue("10s") Duration connectTimeout,
		@DefaultValue("10s") Duration heartbeat, @DefaultValue("128") int maxRooms,
		@DefaultValue("64KB") DataSize maxMessageSize, @DefaultValue("512KB") DataSize sendBuffer,
		@DefaultValue("10s") Duration sendTimeout, @DefaultValue("10000") int maxPerUser,
		@DefaultValue("0") int maxPerAddress, @DefaultValue("1000") int maxFrames, @DefaultValue("500") int maxJoins,
		@DefaultValue("1000") int maxRefusals, @DefaultValue("32") int maxHeaders, @DefaultValue("256") int maxBatch,
		@DefaultValue("true") boolean directWrite, @DefaultValue("false") boolean compression) {

	/** Shorter ones are meant in seconds and would close every connection. */
	private static final Duration SHORTEST = Duration.ofMillis(100);

	/**
	 * Checks every value.
	 * @throws InvalidConfigurationPropertyValueException naming the property and what it
	 * may be
	 */
	public ConnectionProperties {
		notTooShort("connect-timeout", connectTimeout);
		notTooShort("heartbeat", heartbeat);
		notTooShort("send-timeout", sendTimeout);
		atLeast("max-rooms", maxRooms, 1);
		atLeast("max-message-size", maxMessageSize.toBytes(), 1024);
		atLeast("send-buffer", sendBuffer.toBytes(), 16 * 1024);
		atLeast("max-per-user", maxPerUser, 0);
		atLeast("max-per-address", maxPerAddress, 0);
		atLeast("max-frames", maxFrames, 1);
		atLeast("max-joins", maxJoins, 1);
		atLeast("max-refusals", maxRefusals, 1);
		atLeast("max-headers", maxHeaders, 8);
		atLeast("max-batch", maxBatch, 1);
	}

	private static void notTooShort(String name, Duration value) {
		if (value.compareTo(SHORTEST) < 0) {
			throw new InvalidConfigurationPropertyValueException("realtime.connection." + name, value,
					"Must be at least 100ms, such as 10s; a number without a unit is milliseconds.");
		}
	}

	private static void atLeast(String name, long value, long least) {
		if (value < least || value > Integer.MAX_VALUE / 4) {
			throw new InvalidConfigurationPropertyValueException("realtime.connection." + name, value,
					"Must be at least " + least + " and at most " + Integer.MAX_VALUE / 4 + ".");
		}
	}

}
