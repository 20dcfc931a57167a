package dev.realtime.presence;

import java.util.Collection;
import java.util.Map;

/**
 * Adds to each member what others should know: a display name, an avatar. A bean of this
 * type is asked for a whole batch of users at once, so that it needs one query and not
 * one for each.
 * <p>
 * Asked outside of any lock, in the thread that handles the join.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface MemberDetails {

	/**
	 * Looks users up.
	 * @param room the name of the room they are in
	 * @param users their names
	 * @return by user name, what is told beside {@code user}, written as JSON; a user may
	 * be missing
	 */
	Map<String, Map<String, Object>> details(String room, Collection<String> users);

}
