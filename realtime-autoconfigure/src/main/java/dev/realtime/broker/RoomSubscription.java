package dev.realtime.broker;

import dev.realtime.connection.Connection;
import dev.realtime.connection.Subscription;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Refusal;

/** A client's place in a room, under the subscription id it chose. */
public final class RoomSubscription implements Subscription {

	private final RoomBroker broker;

	private final Connection connection;

	private final String id;

	private final String escapedId;

	private final String room;

	private final Stay stay;

	private final long since = System.nanoTime();

	/** Where it stands among the room's members; guarded by the room's order. */
	int index = -1;

	RoomSubscription(RoomBroker broker, Connection connection, String id, String room, Stay stay) {
		this.broker = broker;
		this.connection = connection;
		this.id = id;
		this.escapedId = connection.version().escape(id);
		this.room = room;
		this.stay = stay;
	}

	@Override
	public String id() {
		return this.id;
	}

	String escapedId() {
		return this.escapedId;
	}

	public Connection connection() {
		return this.connection;
	}

	public String room() {
		return this.room;
	}

	public Stay stay() {
		return this.stay;
	}

	/** When the client came, by {@link System#nanoTime()}. */
	public long since() {
		return this.since;
	}

	void send(String event, byte[] body) {
		this.connection.send(this.id, Destinations.ROOMS + this.room, event, body);
	}

	@Override
	public void end() {
		this.broker.leave(this);
	}

	@Override
	public long deadline() {
		return this.stay.deadline();
	}

	@Override
	public void expire() {
		this.broker.end(this, Refusal.ROOM_TOKEN_EXPIRED);
	}

	@Override
	public boolean isRoom() {
		return true;
	}

}
