package dev.realtime.join;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import dev.realtime.RealtimeSessions;
import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.broker.AfterCommit;
import dev.realtime.broker.RoomBroker;
import dev.realtime.broker.RoomSubscription;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
import dev.realtime.connection.Subscription;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Refusal;

/** The sessions of this node. */
class LiveSessions implements RealtimeSessions {

	private final Connections connections;

	private final RoomBroker broker;

	private final Access access;

	private final AfterCommit afterCommit;

	LiveSessions(Connections connections, RoomBroker broker, Access access, AfterCommit afterCommit) {
		this.connections = connections;
		this.broker = broker;
		this.access = access;
		this.afterCommit = afterCommit;
	}

	@Override
	public void disconnect(String user) {
		this.afterCommit.afterCommit(() -> roomsOf(user),
				() -> this.connections.of(user).forEach((connection) -> connection.close(CloseCode.DISCONNECTED)));
	}

	@Override
	public void evict(String user, String room) {
		String name = new Room(room).name();
		String who = new RealtimeUser(user).name();
		this.afterCommit.afterCommit(() -> Set.of(name), () -> {
			this.access.revoke(who, name, pastMillisecond());
			for (RoomSubscription member : staysOf(who)) {
				if (member.room().equals(name)) {
					this.broker.end(member, Refusal.REVOKED);
				}
			}
		});
	}

	/** The current time, once no token can be issued at it any more. */
	private static long pastMillisecond() {
		long millis = System.currentTimeMillis();
		while (System.currentTimeMillis() == millis) {
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
		}
		return millis;
	}

	@Override
	public void recheck(String userOrRoom) {
		boolean room = userOrRoom.startsWith("/");
		this.afterCommit.afterCommit(() -> room ? Set.of(userOrRoom) : roomsOf(userOrRoom), () -> {
			this.access.changed();
			List<RoomSubscription> members = room ? this.broker.members(userOrRoom) : staysOf(userOrRoom);
			members.forEach(this::recheck);
		});
	}

	private void recheck(RoomSubscription member) {
		RealtimeUser user = member.connection().user();
		if (member.stay().isByRule()
				&& this.access.decide(user, new Room(member.room()), null) instanceof JoinDecision.Refused) {
			this.broker.end(member, Refusal.REVOKED);
		}
	}

	private Set<String> roomsOf(String user) {
		return staysOf(user).stream().map(RoomSubscription::room).collect(Collectors.toSet());
	}

	private List<RoomSubscription> staysOf(String user) {
		return this.connections.of(user)
			.stream()
			.map(Connection::subscriptions)
			.flatMap((all) -> all.stream())
			.filter(RoomSubscription.class::isInstance)
			.map((Subscription subscription) -> (RoomSubscription) subscription)
			.toList();
	}

	@Override
	public Set<String> members(String room) {
		return this.broker.users(room);
	}

}
