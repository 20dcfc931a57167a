package dev.realtime.join;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.broker.RoomBroker;
import dev.realtime.broker.Stay;
import dev.realtime.connection.ClientFrame;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
import dev.realtime.history.Position;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.WireJson;

/**
 * Lets clients into rooms, or tells them on the same subscription why not.
 */
class JoinHandler implements MessageHandler {

	private final Access access;

	private final RoomBroker broker;

	private final PresenceUpkeep presence;

	private final Connections connections;

	private final WireJson json;

	JoinHandler(Access access, RoomBroker broker, PresenceUpkeep presence, Connections connections, WireJson json) {
		this.access = access;
		this.broker = broker;
		this.presence = presence;
		this.connections = connections;
		this.json = json;
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (message.getPayload() instanceof ClientFrame frame && frame.isSubscribe()) {
			String room = Destinations.room(frame.destination());
			if (room != null) {
				join(frame, new Room(room));
			}
		}
	}

	private void join(ClientFrame frame, Room room) {
		RoomBroker.Entry entry = RoomBroker.Entry.OUTDATED;
		while (entry == RoomBroker.Entry.OUTDATED) {
			long changes = this.access.changes();
			JoinDecision decision = this.access.decide(frame.connection().user(), room, frame.header(Headers.TOKEN));
			if (decision instanceof JoinDecision.Refused refused) {
				refuse(frame, room, refused.refusal());
				return;
			}
			entry = admit(frame, room, (JoinDecision.Admitted) decision, changes);
		}
	}

	private void refuse(ClientFrame frame, Room room, Refusal refusal) {
		Connection connection = frame.connection();
		connection.refuseJoin(frame.subscription(), frame.destination(), room.name(), refusal);
		this.connections.publish(new JoinRefused(connection.user(), connection.id(), room.name(), refusal.code()));
	}

	private RoomBroker.Entry admit(ClientFrame frame, Room room, JoinDecision.Admitted admitted, long changes) {
		Connection connection = frame.connection();
		RoomStay stay = new RoomStay(connection, room, admitted, changes,
				this.presence.lookUp(room, connection.user()));
		RoomBroker.Entry entry = this.broker.join(connection, frame.subscription(), room.name(), stay,
				frame.header(Headers.POSITION), frame.receipt());
		if (entry == RoomBroker.Entry.IN) {
			stay.tell();
		}
		return entry;
	}

	/** One client's stay in a room. */
	private final class RoomStay implements Stay {

		private final Connection connection;

		private final RealtimeUser user;

		private final Room room;

		private final JoinDecision.Admitted admitted;

		/** Changes of rights that were known when it was admitted. */
		private final long changes;

		private final Map<String, Map<String, Object>> details;

		/** What the application has not been told of it yet. */
		private final Queue<Object> news = new ConcurrentLinkedQueue<>();

		/** Who found news since the thread that tells them looked last. */
		private final AtomicInteger telling = new AtomicInteger();

		RoomStay(Connection connection, Room room, JoinDecision.Admitted admitted, long changes,
				Map<String, Map<String, Object>> details) {
			this.connection = connection;
			this.user = connection.user();
			this.room = room;
			this.admitted = admitted;
			this.changes = changes;
			this.details = details;
		}

		@Override
		public boolean stands() {
			return this.changes == JoinHandler.this.access.changes();
		}

		@Override
		public byte[] joined(Position position, @Nullable Boolean recovered, boolean first) {
			if (first) {
				this.news.add(new RoomOpened(this.room.name()));
			}
			this.news.add(new RoomJoined(this.user, this.connection.id(), this.room.name()));
			List<Map<String, Object>> members = JoinHandler.this.presence.enter(this.room, this.user, this.details,
					this.connection);
			return JoinHandler.this.json.object("name", this.room.name(), "position", position.toString(), "recovered",
					recovered, "members", members);
		}

		@Override
		public void left() {
			JoinHandler.this.presence.leave(this.room, this.user);
		}

		@Override
		public void over(boolean last) {
			this.news.add(new RoomLeft(this.user, this.connection.id(), this.room.name()));
			if (last) {
				this.news.add(new RoomEmptied(this.room.name()));
			}
			tell();
		}

		/**
		 * Tells the application, in order: where the connection ends while listeners hear
		 * that the client came, they hear next that it left, on the same thread.
		 */
		void tell() {
			int found = (this.telling.getAndIncrement() == 0) ? 1 : 0;
			while (found > 0) {
				try {
					for (Object event = this.news.poll(); event != null; event = this.news.poll()) {
						JoinHandler.this.connections.publish(event);
					}
				}
				catch (Error ex) {
					// what is left is told with what comes next
					this.telling.set(0);
					throw ex;
				}
				found = this.telling.addAndGet(-found);
			}
		}

		@Override
		public long deadline() {
			return this.admitted.deadline();
		}

		@Override
		public boolean isByRule() {
			return this.admitted.byRule();
		}

	}

}
