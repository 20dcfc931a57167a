package dev.realtime.protocol;

import org.jspecify.annotations.Nullable;

/** The destinations the starter owns. */
public final class Destinations {

	/** Followed by the room's name, which begins with a slash. */
	public static final String ROOMS = "/topic/rooms";

	/** Events for the connection's user, and replies. */
	public static final String OWN_QUEUE = "/user/queue/realtime";

	private static final String QUEUE = "/queue/realtime";

	/** Everything a client may send to the server itself. */
	public static final String SERVER = "/realtime/";

	/** Followed by the method's name. */
	public static final String CALL = SERVER + "call/";

	/** Takes a fresh connection token. */
	public static final String REFRESH = SERVER + "refresh";

	private Destinations() {
	}

	/**
	 * Whether the destination is one of ours, well-formed or not.
	 * @param destination what a client sent
	 * @return whether no other broker may see it
	 */
	public static boolean isOwned(String destination) {
		return isUnder(destination, ROOMS) || isUnder(destination, "/realtime") || isQueue(destination);
	}

	/**
	 * Whether the destination is the queue of somebody, in whatever way it is written.
	 * @param destination what a client sent
	 * @return whether it is the own queue or would be another user's
	 */
	public static boolean isQueue(String destination) {
		return isUnder(destination, OWN_QUEUE) || (destination.startsWith("/user/") && destination.endsWith(QUEUE));
	}

	/**
	 * Whether the destination is a call.
	 * @param destination what a client sent
	 * @return whether a method is named in it, known or not
	 */
	public static boolean isCall(String destination) {
		return destination.startsWith(CALL) && destination.length() > CALL.length();
	}

	/**
	 * Whether the destination can be no more than itself: brokers take some characters
	 * for wildcards, and lists, and regular expressions.
	 * @param destination what a client sent
	 * @return whether no broker finds a pattern in it
	 */
	public static boolean isPlain(String destination) {
		return destination.chars().noneMatch((c) -> Character.isISOControl(c) || "*?#>{}[],\\".indexOf(c) >= 0);
	}

	/**
	 * The room's name in a destination, not yet checked.
	 * @param destination what a client sent
	 * @return {@code null} if it is no room destination at all
	 */
	public static @Nullable String room(String destination) {
		return isUnder(destination, ROOMS) ? destination.substring(ROOMS.length()) : null;
	}

	private static boolean isUnder(String destination, String prefix) {
		return destination.startsWith(prefix) && (destination.length() == prefix.length()
				|| "/.*?>#".indexOf(destination.charAt(prefix.length())) >= 0);
	}

}
