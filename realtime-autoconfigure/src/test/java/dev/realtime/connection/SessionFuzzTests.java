package dev.realtime.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.realtime.connection.InMemoryEndpoint.Client;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions at random, compared step by step with a model of what a session is: new, open,
 * closed, and a table of subscriptions. A failure names its seed, which repeats it.
 */
class SessionFuzzTests {

	private static final List<String> ROOMS = List.of("/a", "/b", "/c");

	private static final int SESSIONS = 3_000;

	/** What the model knows of a session. */
	private static final class Model {

		private boolean open;

		private boolean closed;

		private final Map<String, String> rooms = new LinkedHashMap<>();

		private int deliveries;

		void end() {
			this.closed = true;
			this.rooms.clear();
		}

		void subscribe(String id, String room) {
			if (!this.open || this.rooms.containsKey(id)) {
				end();
			}
			else if (ROOMS.contains(room)) {
				this.rooms.put(id, room);
			}
		}

		void unsubscribe(String id) {
			if (this.open) {
				this.rooms.remove(id);
			}
			else {
				end();
			}
		}

		void connect() {
			if (this.open) {
				end();
			}
			this.open = true;
		}

	}

	@Test
	void followsTheModel() throws Exception {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of("realtime.connection.max-refusals", "100000"))) {
			for (long seed = 0; seed < SESSIONS; seed++) {
				session(endpoint, seed);
			}
			assertThat(endpoint.connections().all()).isEmpty();
			assertThat(endpoint.connections().userCount()).isZero();
			assertThat(endpoint.connections().refusals()).doesNotContainKey("internal");
		}
	}

	private static void session(InMemoryEndpoint endpoint, long seed) throws Exception {
		Random random = new Random(seed);
		Client client = endpoint.open();
		Model model = new Model();
		if (random.nextInt(10) > 0) {
			send(client, random, "CONNECT\naccept-version:1.2\ntoken:eve\n\n\0");
			model.connect();
		}
		for (int step = 0; step < 25 && !model.closed; step++) {
			step(endpoint, client, model, random);
			assertThat(client.isClosed()).as("seed %s, step %s", seed, step).isEqualTo(model.closed);
			assertThat(client.connection().subscriptions()).as("seed %s, step %s", seed, step)
				.extracting(Subscription::id)
				.containsExactlyElementsOf(model.rooms.keySet());
		}
		if (!model.closed) {
			send(client, random, "DISCONNECT\nreceipt:end\n\n\0");
		}
		// nothing may come from a room that was left, or after the end
		ROOMS.forEach((room) -> endpoint.publish(room, "late"));
		assertThat(client.closeCode()).as("seed %s", seed).isGreaterThanOrEqualTo(1000);
		assertThat(client.frames()).as("seed %s", seed)
			.filteredOn((frame) -> frame.contains("event:tick"))
			.hasSize(model.deliveries);
		assertThat(client.frames()).as("seed %s", seed).noneMatch((frame) -> frame.contains("event:late"));
	}

	private static void step(InMemoryEndpoint endpoint, Client client, Model model, Random random) {
		String id = String.valueOf(random.nextInt(4));
		String room = ROOMS.get(random.nextInt(ROOMS.size()));
		switch (random.nextInt(24)) {
			case 0 -> {
				send(client, random, "CONNECT\naccept-version:1.2\ntoken:bob\n\n\0");
				model.connect();
			}
			case 1 -> {
				send(client, random,
						List.of("MESSAGE", "RECEIPT", "CONNECTED", "ACK", "BEGIN", "ERROR").get(random.nextInt(6))
								+ "\ndestination:/topic/rooms" + room + "\nid:1\n\n\0");
				model.end();
			}
			case 2 -> {
				send(client, random, "GARBAGE\n\n\0");
				model.end();
			}
			case 3, 4 -> {
				send(client, random, "SUBSCRIBE\nid:" + id + "\ndestination:/topic/rooms/*\n\n\0");
				model.subscribe(id, "/*");
			}
			case 5, 6, 7, 8, 9, 10 -> {
				send(client, random, "SUBSCRIBE\nid:" + id + "\ndestination:/topic/rooms" + room + "\n\n\0");
				model.subscribe(id, room);
			}
			case 11, 12, 13, 14 -> {
				send(client, random, "UNSUBSCRIBE\nid:" + id + "\ndestination:/topic/rooms/x\n\n\0");
				model.unsubscribe(id);
			}
			case 15, 16 -> send(client, random, "\n");
			default -> {
				endpoint.publish(room, "tick");
				model.deliveries += (int) model.rooms.values().stream().filter(room::equals).count();
			}
		}
	}

	/** In one piece or in two, as text or as bytes. */
	private static void send(Client client, Random random, String text) {
		int cut = random.nextBoolean() ? text.length() : random.nextInt(text.length());
		client.send(text.substring(0, cut));
		if (cut < text.length()) {
			client.sendBinary(text.substring(cut).getBytes());
		}
	}

}
