package dev.realtime.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;

/** A client that comes back by itself, to any node, and goes on where it was. */
final class RoamingClient implements Runnable {

	private final String user;

	private final String room;

	private final Supplier<List<Node>> nodes;

	private final Queue<String> faults;

	private final Random random;

	private final List<String> seen = new ArrayList<>();

	private volatile int count;

	private volatile int visits;

	private volatile boolean stopped;

	private volatile String position;

	/**
	 * Creates one that is not there yet.
	 * @param user its name
	 * @param room where it goes
	 * @param nodes those it may connect to now
	 * @param faults told what must not be
	 * @param seed of what it does
	 */
	RoamingClient(String user, String room, Supplier<List<Node>> nodes, Queue<String> faults, long seed) {
		this.user = user;
		this.room = room;
		this.nodes = nodes;
		this.faults = faults;
		this.random = new Random(seed);
	}

	@Override
	public void run() {
		while (!this.stopped) {
			List<Node> there = this.nodes.get();
			try (StompSocket socket = there.get(this.random.nextInt(there.size())).connect(this.user)) {
				join(socket);
				boolean open = true;
				while (open && !this.stopped) {
					open = !socket.isClosed();
					socket.rest().forEach(this::take);
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
				}
			}
			catch (RuntimeException | AssertionError ex) {
				// that node goes away: again in a moment
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + this.random.nextInt(100)));
			}
		}
	}

	private void join(StompSocket socket) {
		if (this.position == null) {
			socket.send("SUBSCRIBE", "", "id", "1", "destination", "/topic/rooms" + this.room);
		}
		else {
			socket.send("SUBSCRIBE", "", "id", "1", "destination", "/topic/rooms" + this.room, "position",
					this.position);
		}
	}

	private void take(Frame frame) {
		switch (frame.header("event", "")) {
			case "realtime:join:success" -> joined(frame);
			case "tick" -> {
				this.position = frame.header("position");
				this.seen.add(frame.json().get("data").asString());
				this.count = this.seen.size();
			}
			case "realtime:position" -> {
			}
			default -> this.faults.add(this.user + " got " + frame);
		}
	}

	private void joined(Frame frame) {
		this.visits++;
		if (this.position == null) {
			this.position = frame.text("position");
		}
		else if (!frame.json().get("recovered").asBoolean()) {
			this.faults.add(this.user + " did not recover from " + this.position + ": " + frame.body());
		}
	}

	/** Whether it was in the room at least once. */
	boolean isIn() {
		return this.position != null;
	}

	/** How often it joined. */
	int visits() {
		return this.visits;
	}

	int count() {
		return this.count;
	}

	void stop() {
		this.stopped = true;
	}

	/** What it got, in order; to be read when its thread has ended. */
	List<String> seen() {
		return this.seen;
	}

}
