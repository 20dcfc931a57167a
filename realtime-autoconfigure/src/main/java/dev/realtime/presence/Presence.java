package dev.realtime.presence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Who is in the rooms with presence. Others are told at once in a small room, and about
 * once a second in a large one, so that N clients who join together cause N messages to
 * each and not N times N.
 * <p>
 * Thread-safe; {@link #enter} and {@link #leave} of one room come in the room's order.
 * <p>
 * Not API.
 */
public final class Presence {

	private static final int LARGE = 50;

	private final PresenceProperties properties;

	private final @Nullable MemberDetails details;

	private final Map<String, Members> rooms = new ConcurrentHashMap<>();

	/** Details of those who are in some room, by room and user. */
	private final Map<String, Map<String, Map<String, Object>>> known = new ConcurrentHashMap<>();

	private final LongAdder leftOut = new LongAdder();

	/**
	 * Nobody is anywhere yet.
	 * @param properties which rooms have presence
	 * @param details what else to tell of members; {@code null} for their names alone
	 */
	public Presence(PresenceProperties properties, @Nullable MemberDetails details) {
		this.properties = properties;
		this.details = details;
	}

	/**
	 * Looks up what others should know of a user, before the user enters; and of members
	 * of whom it is not known yet.
	 * @param room the room's name
	 * @param user the user's name
	 * @return details by user, to be given to {@link #enter}; dropped by one who does not
	 * enter after all
	 * @throws RuntimeException from {@link MemberDetails}
	 */
	public Map<String, Map<String, Object>> lookUp(String room, String user) {
		if (this.details == null) {
			return Map.of();
		}
		List<String> unknown = new ArrayList<>(users(room));
		unknown.removeAll(this.known.getOrDefault(room, Map.of()).keySet());
		unknown.remove(user);
		unknown.add(user);
		return Map.copyOf(this.details.details(room, unknown));
	}

	/**
	 * A connection of a user entered a room.
	 * @param room the room's name
	 * @param user the user's name
	 * @param details what {@link #lookUp} found
	 * @param others where to send what the others have to be told
	 */
	public void enter(String room, String user, Map<String, Map<String, Object>> details, Telling others) {
		Members members = this.rooms.computeIfAbsent(room, (name) -> new Members());
		synchronized (members) {
			members.enter(user);
			remember(room, members, details);
			tellSmall(room, members, others);
		}
	}

	/**
	 * Who is in a room, as one who joins it is told.
	 * @param room the room's name
	 * @return the members who came first, at most {@code realtime.presence.max-members}
	 */
	public List<Map<String, Object>> members(String room) {
		Members members = this.rooms.get(room);
		if (members == null) {
			return List.of();
		}
		synchronized (members) {
			if (members.size() > this.properties.maxMembers()) {
				this.leftOut.increment();
			}
			return described(room, members.shown(this.properties.maxMembers()));
		}
	}

	/**
	 * How often there were more members than may be told.
	 * @return since the start
	 */
	public long leftOutCount() {
		return this.leftOut.sum();
	}

	/** Of those who are there, since nobody would forget the others. */
	private void remember(String room, Members members, Map<String, Map<String, Object>> details) {
		details.forEach((user, found) -> {
			if (members.contains(user)) {
				this.known.computeIfAbsent(room, (name) -> new ConcurrentHashMap<>()).put(user, found);
			}
		});
	}

	/**
	 * A connection of a user left a room.
	 * @param room the room's name
	 * @param user the user's name
	 * @param others where to send what the others have to be told
	 */
	public void leave(String room, String user, Telling others) {
		Members members = this.rooms.get(room);
		if (members != null) {
			synchronized (members) {
				long now = System.nanoTime();
				members.leave(user, now + this.properties.grace().toNanos());
				members.expire(now);
				tellSmall(room, members, others);
				forgetEmpty(room, members);
			}
		}
	}

	private void tellSmall(String room, Members members, Telling others) {
		if (members.size() < LARGE) {
			tell(room, members, others);
		}
	}

	private void tell(String room, Members members, Telling others) {
		if (members.hasNews()) {
			Members.News news = members.takeNews();
			others.tell(room, described(room, news.joined()), described(room, news.left()));
			news.left().forEach((user) -> forget(room, user));
		}
	}

	private void forget(String room, String user) {
		Map<String, Map<String, Object>> known = this.known.get(room);
		if (known != null) {
			known.remove(user);
		}
	}

	private void forgetEmpty(String room, Members members) {
		if (members.isEmpty()) {
			this.rooms.remove(room, members);
			this.known.remove(room);
		}
	}

	private List<Map<String, Object>> described(String room, List<String> users) {
		Map<String, Map<String, Object>> known = this.known.getOrDefault(room, Map.of());
		List<Map<String, Object>> described = new ArrayList<>(users.size());
		for (String user : users) {
			Map<String, Object> member = new LinkedHashMap<>();
			member.put("user", user);
			known.getOrDefault(user, Map.of()).forEach(member::putIfAbsent);
			described.add(member);
		}
		return described;
	}

	private Collection<String> users(String room) {
		Members members = this.rooms.get(room);
		if (members == null) {
			return List.of();
		}
		synchronized (members) {
			return members.shown(this.properties.maxMembers());
		}
	}

	/**
	 * Rooms in which somebody is, or was a moment ago.
	 * @return their names, as a live view
	 */
	public Set<String> rooms() {
		return this.rooms.keySet();
	}

	/**
	 * Lets those go whose grace is over, and tells what was not told yet. Called once a
	 * second, in the room's order.
	 * @param room the room's name
	 * @param others where to send what the others have to be told
	 */
	public void tick(String room, Telling others) {
		Members members = this.rooms.get(room);
		if (members != null) {
			synchronized (members) {
				members.expire(System.nanoTime());
				tell(room, members, others);
				forgetEmpty(room, members);
			}
		}
	}

	/** Tells the members of a room who came and went. */
	@FunctionalInterface
	public interface Telling {

		/**
		 * Tells them.
		 * @param room the room's name
		 * @param joined who came
		 * @param left who went
		 */
		void tell(String room, List<Map<String, Object>> joined, List<Map<String, Object>> left);

	}

}
