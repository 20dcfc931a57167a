package dev.realtime.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;

/**
 * The copies of events that go to users, on the queues of their own: to all connections
 * of a user on this node but those that got the event in a room.
 * <p>
 * Thread-safe.
 */
final class UserCopies {

	private static final int MAX_COMING = 1000;

	/** What came of late from the backplane for rooms and users, the earliest first. */
	private final Map<String, Telling> coming = new LinkedHashMap<>();

	private final Connections connections;

	private final EventJson json;

	private final BrokerStatistics statistics;

	UserCopies(Connections connections, EventJson json, BrokerStatistics statistics) {
		this.connections = connections;
		this.json = json;
		this.statistics = statistics;
	}

	/**
	 * An event that comes from the backplane, room by room and last for its users.
	 * @param event the event
	 * @param since when it left, by {@link System#nanoTime()}
	 * @return the same for each of its rooms
	 */
	Telling coming(EncodedEvent event, long since) {
		if (event.users().isEmpty()) {
			return telling(event, since);
		}
		synchronized (this.coming) {
			Telling telling = this.coming.computeIfAbsent(event.id(), (id) -> telling(event, since));
			if (this.coming.size() > MAX_COMING) {
				this.coming.remove(this.coming.keySet().iterator().next());
			}
			return telling;
		}
	}

	private static Telling telling(EncodedEvent event, long since) {
		return Telling.of(event, since, Tracing.FanOut.UNTRACED);
	}

	/** Delivers what came from the backplane, and was delivered to its rooms before. */
	void deliver(EncodedEvent event) {
		Telling telling;
		synchronized (this.coming) {
			telling = this.coming.remove(event.id());
		}
		deliver((telling != null) ? telling : telling(event, 0));
	}

	/** Delivers what was delivered to its rooms. */
	void deliver(Telling telling) {
		EncodedEvent event = telling.event();
		Set<Connection> reached = (telling.reached() != null) ? telling.reached() : Set.of();
		for (String user : event.users()) {
			byte[] body = null;
			for (Connection connection : this.connections.of(user)) {
				if (!reached.contains(connection)) {
					body = (body != null) ? body : this.json.forUser(event, user);
					if (connection.tell(event.name(), event.id(), body)) {
						this.statistics.delivered(1);
					}
				}
			}
		}
	}

}
