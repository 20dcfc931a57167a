package dev.realtime.broker;

import java.util.concurrent.TimeUnit;

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

	/** Clocks of two nodes may differ by so much. */
	private static final long MAX_SKEW_MILLIS = 30_000;

	/** What can be wanted. */
	public enum Kind {

		/** To close a user's connections. */
		DISCONNECT,
		/** To end a user's stay in a room. */
		EVICT,
		/** To ask the access rules again. */
		RECHECK

	}

	/**
	 * Whether something began after this was wanted: a node that was cut off hears of it
	 * late, and who was let in again meanwhile stays.
	 * @param since when it began, by {@link System#nanoTime()}
	 * @return whether it does not end by this
	 */
	public boolean spares(long since) {
		long began = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
		return this.elsewhere && began - this.at > MAX_SKEW_MILLIS;
	}

}
