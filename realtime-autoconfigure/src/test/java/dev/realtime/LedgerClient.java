package dev.realtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import tools.jackson.databind.JsonNode;

import dev.realtime.StompSocket.Frame;
import dev.realtime.history.Position;

/**
 * A client that comes back by itself, recovers where it can, leaves and joins at random,
 * and checks each frame against the one before.
 */
final class LedgerClient implements Runnable {

	private final Ledger ledger;

	private final String user;

	private final List<String> rooms;

	private final Random random;

	private final int port;

	private final UnaryOperator<String> token;

	private final UnaryOperator<String> roomToken;

	/** Where the client is in each room; a room it may not recover is not in here. */
	private final Map<String, Position> positions = new HashMap<>();

	private final Map<String, Stay> stays = new HashMap<>();

	private volatile boolean cut;

	private volatile boolean calm;

	private volatile boolean stopped;

	/** Where it stands in each room, for who looks at the end. */
	private volatile Map<String, Position> standing = Map.of();

	private int ids;

	LedgerClient(Ledger ledger, String user, List<String> rooms, long seed, int port, UnaryOperator<String> token,
			UnaryOperator<String> roomToken) {
		this.ledger = ledger;
		this.user = user;
		this.rooms = rooms;
		this.random = new Random(seed);
		this.port = port;
		this.token = token;
		this.roomToken = roomToken;
	}

	/** Pulls the plug. */
	void cut() {
		this.cut = true;
	}

	/** Stays in all rooms from now on. */
	void calm() {
		this.calm = true;
	}

	void stop() {
		this.stopped = true;
	}

	Map<String, Position> standing() {
		return this.standing;
	}

	@Override
	public void run() {
		while (!this.stopped) {
			try (StompSocket socket = StompSocket.connect(this.port, this.token.apply(this.user))) {
				this.stays.clear();
				this.cut = false;
				this.rooms.forEach((room) -> join(socket, room));
				while (!this.stopped && !this.cut && !socket.isClosed()) {
					List<Frame> frames = socket.rest();
					frames.forEach((frame) -> handle(socket, frame));
					wander(socket);
					publishStanding();
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(frames.isEmpty() ? 5 : 1));
				}
				if (!this.cut) {
					// what came before the close counts
					socket.rest().forEach((frame) -> handle(socket, frame));
				}
			}
			catch (CompletionException | IllegalStateException | AssertionError ex) {
				// the server is down, or goes down: again in a moment
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50 + this.random.nextInt(200)));
			}
		}
	}

	private void publishStanding() {
		Map<String, Position> standing = new HashMap<>();
		this.stays.values()
			.stream()
			.filter((stay) -> stay.epoch != null)
			.forEach((stay) -> standing.put(stay.room, new Position(stay.epoch, stay.next - 1)));
		this.standing = standing;
	}

	private void wander(StompSocket socket) {
		if (this.calm || this.random.nextInt(400) != 0) {
			return;
		}
		String room = this.rooms.get(this.random.nextInt(this.rooms.size()));
		String id = this.stays.entrySet()
			.stream()
			.filter((stay) -> stay.getValue().room.equals(room) && stay.getValue().epoch != null)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
		if (id != null) {
			// what is still under way to this subscription is not looked at any more
			this.stays.remove(id);
			socket.send("UNSUBSCRIBE", "", "id", id);
			join(socket, room);
		}
	}

	private void join(StompSocket socket, String room) {
		long admitted = System.nanoTime();
		String token = this.roomToken.apply(this.user + " " + room);
		String id = "r" + ++this.ids;
		Position position = this.positions.get(room);
		this.stays.put(id, new Stay(room, position, admitted));
		if (position != null) {
			socket.send("SUBSCRIBE", "", "id", id, "destination", "/topic/rooms" + room, "token", token, "position",
					position.toString());
		}
		else {
			socket.send("SUBSCRIBE", "", "id", id, "destination", "/topic/rooms" + room, "token", token);
		}
	}

	private void handle(StompSocket socket, Frame frame) {
		String id = frame.header("subscription", "");
		Stay stay = this.stays.get(id);
		if (stay == null) {
			return;
		}
		if (stay.over) {
			this.ledger.fault("leak", this.user + " got " + frame + " after the end of its stay");
			return;
		}
		JsonNode body = frame.json();
		switch (frame.header("event", "")) {
			case "realtime:join:success" -> joined(stay, body);
			case "entry" -> entry(stay, frame, body);
			case "realtime:join:error", "realtime:leave" -> refused(socket, stay, body);
			case "realtime:position" -> position(stay, body);
			default -> this.ledger.fault("other", frame.toString());
		}
	}

	private void joined(Stay stay, JsonNode body) {
		Position standing = Position.parse(body.get("position").asString());
		boolean whole = stay.from != null && body.get("recovered").asBoolean();
		if (whole && !stay.from.epoch().equals(standing.epoch())) {
			this.ledger.fault("missing", this.user + " recovered " + stay.from + " at " + standing);
		}
		if (stay.from != null) {
			(whole ? this.ledger.recovered : this.ledger.fetchedAgain).incrementAndGet();
		}
		stay.epoch = standing.epoch();
		stay.next = (whole ? stay.from.offset() : standing.offset()) + 1;
		this.positions.put(stay.room, new Position(stay.epoch, stay.next - 1));
	}

	private void entry(Stay stay, Frame frame, JsonNode body) {
		Position position = Position.parse(frame.header("position"));
		if (!position.epoch().equals(stay.epoch)) {
			this.ledger.fault("out of order", this.user + " got " + position + " in " + stay.epoch);
			return;
		}
		if (position.offset() != stay.next) {
			this.ledger.fault((position.offset() < stay.next) ? "duplicate" : "missing",
					this.user + " got " + position + " in " + stay.room + " instead of " + stay.next);
		}
		stay.next = position.offset() + 1;
		this.positions.put(stay.room, position);
		this.ledger.entry(this.user, stay.room, stay.epoch, position.offset(), body.get("data"), stay.admitted);
	}

	private void refused(StompSocket socket, Stay stay, JsonNode body) {
		if (!body.get("code").asString().equals("revoked")) {
			this.ledger.fault("other", body.toString());
		}
		this.ledger.revoked.incrementAndGet();
		stay.over = true;
		stay.epoch = null;
		this.positions.remove(stay.room);
		join(socket, stay.room);
	}

	private void position(Stay stay, JsonNode body) {
		Position standing = Position.parse(body.get("position").asString());
		if (standing.offset() != stay.next - 1) {
			this.ledger.fault("missing", this.user + " is at " + (stay.next - 1) + ", the room at " + standing);
		}
	}

	/** A stay in a room, under one subscription id. */
	private static final class Stay {

		private final String room;

		private final Position from;

		/** When its room token was asked for, or earlier. */
		private final long admitted;

		private String epoch;

		private long next;

		private boolean over;

		Stay(String room, Position from, long admitted) {
			this.room = room;
			this.from = from;
			this.admitted = admitted;
		}

	}

}
