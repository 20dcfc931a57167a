package dev.realtime.join;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import dev.realtime.RealtimeSessions;
import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.broker.AfterCommit;
import dev.realtime.broker.RoomBroker;
import dev.realtime.broker.RoomSubscription;
import dev.realtime.broker.SessionCommand;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
import dev.realtime.connection.Subscription;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Refusal;

/**
 * The sessions of this node. What is wanted of them is told to the other nodes as an
 * application event, and comes from them as one.
 */
class LiveSessions implements RealtimeSessions, ApplicationListener<PayloadApplicationEvent<SessionCommand>> {

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
				() -> run(SessionCommand.Kind.DISCONNECT, user, null, System.currentTimeMillis()));
	}

	@Override
	public void evict(String user, String room) {
		String name = new Room(room).name();
		String who = new RealtimeUser(user).name();
		this.afterCommit.afterCommit(() -> Set.of(name),
				() -> run(SessionCommand.Kind.EVICT, who, name, pastMillisecond()));
	}

	@Override
	public void recheck(String userOrRoom) {
		this.afterCommit.afterCommit(() -> userOrRoom.startsWith("/") ? Set.of(userOrRoom) : roomsOf(userOrRoom),
				() -> run(SessionCommand.Kind.RECHECK, userOrRoom, null, System.currentTimeMillis()));
	}

	private void run(SessionCommand.Kind kind, String target, @Nullable String room, long at) {
		SessionCommand command = new SessionCommand(kind, target, room, at, false);
		// the others first: here it may take a while, and they need not wait for it
		this.connections.publish(command);
		run(command);
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<SessionCommand> event) {
		if (event.getPayload().elsewhere()) {
			run(event.getPayload());
		}
	}

	private void run(SessionCommand command) {
		switch (command.kind()) {
			case DISCONNECT -> disconnect(command);
			case EVICT -> evict(command);
			case RECHECK -> recheckAll(command.target());
		}
	}

	private void disconnect(SessionCommand command) {
		for (Connection connection : this.connections.of(command.target())) {
			if (!command.spares(connection.openedAt())) {
				connection.close(CloseCode.DISCONNECTED);
			}
		}
	}

	private void evict(SessionCommand command) {
		this.access.revoke(command.target(), String.valueOf(command.room()), command.at());
		for (RoomSubscription member : staysOf(command.target())) {
			if (member.room().equals(command.room()) && !command.spares(member.since())) {
				this.broker.end(member, Refusal.REVOKED);
			}
		}
	}

	/** The current time, once no token can be issued at it any more. */
	private static long pastMillisecond() {
		long millis = System.currentTimeMillis();
		while (System.currentTimeMillis() == millis) {
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
		}
		return millis;
	}

	private void recheckAll(String userOrRoom) {
		this.access.changed();
		List<RoomSubscription> members = userOrRoom.startsWith("/") ? this.broker.members(userOrRoom)
				: staysOf(userOrRoom);
		members.forEach(this::recheck);
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
