package dev.realtime;

import java.util.Set;

/**
 * The live sessions of this application's users, on every node where nodes are joined by
 * a relay. Called inside a transaction the changing methods take effect with its commit,
 * before the events of that transaction, and not at all on rollback.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 */
public interface RealtimeSessions {

	/**
	 * Closes every connection of a user with code 4102, which tells clients not to come
	 * back by themselves. The user may connect again.
	 * @param user the user's name; an unknown one is no error
	 */
	void disconnect(String user);

	/**
	 * Ends a user's stay in a room ({@code realtime:leave} with code {@code revoked}) and
	 * refuses room tokens that were issued to that user for that room before.
	 * @param user the user's name
	 * @param room the room's name
	 */
	void evict(String user, String room);

	/**
	 * Asks the access rules again and ends the stays they no longer grant. Stays granted
	 * by a room token last until the token's {@code exp}.
	 * @param userOrRoom a user's name, or a room's name with its leading slash
	 */
	void recheck(String userOrRoom);

	/**
	 * Who is in a room.
	 * @param room the room's name
	 * @return the users' names, each once whatever the number of their connections
	 */
	Set<String> members(String room);

}
