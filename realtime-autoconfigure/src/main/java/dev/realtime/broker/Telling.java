package dev.realtime.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.realtime.connection.Connection;

/**
 * An event on its way to rooms and users.
 *
 * @param event the event
 * @param left rooms it has not got to yet
 * @param reached connections that got it in a room; kept where it goes to users too
 * @param since when it left, by {@link System#nanoTime()}
 * @param fanOut ended when it has got everywhere
 * @param kept whether a room had it here at once though nodes are joined
 */
record Telling(EncodedEvent event, AtomicInteger left, @Nullable Set<Connection> reached, long since,
		Tracing.FanOut fanOut, AtomicBoolean kept) {

	static Telling of(EncodedEvent encoded, long since, Tracing.FanOut fanOut) {
		boolean both = !encoded.rooms().isEmpty() && !encoded.users().isEmpty();
		return new Telling(encoded, new AtomicInteger(encoded.rooms().size()),
				both ? ConcurrentHashMap.newKeySet() : null, since, fanOut, new AtomicBoolean());
	}

}
