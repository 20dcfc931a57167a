package dev.realtime.broker;

import org.jspecify.annotations.Nullable;

/**
 * Application event: what an application wants of its users' sessions, to be carried to
 * the other nodes or come from one of them.
 *
 * @param kind what is wanted
 * @param target a user's name, or a room's where a room is rechecked
 * @param room the room of an eviction
 * @param at when, in milliseconds since the epoch
 * @param elsewhere whether another node was asked
 */
public record SessionCommand(Kind kind, String target, @Nullable String room, long at, boolean elsewhere) {

	/** What can be wanted. */
	public enum Kind {

		/** To close a user's connections. */
		DISCONNECT,
		/** To end a user's stay in a room. */
		EVICT,
		/** To ask the access rules again. */
		RECHECK

	}

}
