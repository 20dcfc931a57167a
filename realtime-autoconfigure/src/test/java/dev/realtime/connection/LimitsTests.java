package dev.realtime.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.socket.CloseStatus;

import dev.realtime.connection.InMemoryEndpoint.Client;
import dev.realtime.connection.Limits.Limit;
import dev.realtime.protocol.CloseCode;
import dev.realtime.protocol.Refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each limit twice: met with it, not met without it. The second run shows that it is this
 * limit that holds, and that the first would fail if somebody took it away.
 */
class LimitsTests {

	/**
	 * A limit, how it is set low and high, and who meets it: by so much that a machine
	 * that stands still for a while makes no difference.
	 */
	private enum Case {

		FRAMES(Limit.FRAMES, "max-frames", "10", "1000", 4104,
				(client) -> times(400, client, "UNSUBSCRIBE\nid:x\n\n\0")),
		HEARTBEATS(Limit.FRAMES, "max-frames", "10", "1000", 4104, (client) -> times(20_000, client, "\n")),
		PONGS(Limit.FRAMES, "max-frames", "10", "1000", 4104, (client) -> {
			for (int i = 0; i < 20_000; i++) {
				client.sendPong();
			}
		}),
		MESSAGE_SIZE(Limit.MESSAGE_SIZE, "max-message-size", "2KB", "64KB", 1009,
				(client) -> client.send("SEND\ndestination:/x\n\n" + "x".repeat(3000) + "\0")),
		FRAME_SIZE(Limit.MESSAGE_SIZE, "max-message-size", "2KB", "64KB", 1009, (client) -> {
			client.send("SEND\ndestination:/x\n\n" + "x".repeat(1500));
			client.send("x".repeat(1500) + "\0");
		}),
		CONTENT_LENGTH(Limit.MESSAGE_SIZE, "max-message-size", "2KB", "64KB", 1009,
				(client) -> client.send("SEND\ndestination:/x\ncontent-length:3000\n\nx")),
		REFUSALS(Limit.REFUSALS, "max-refusals", "10", "1000", 4104,
				(client) -> times(40, client, "SUBSCRIBE\nid:x\ndestination:/nowhere\n\n\0")),
		SENDS(Limit.REFUSALS, "max-refusals", "10", "1000", 4104,
				(client) -> times(40, client, "SEND\ndestination:/nowhere\n\n\0")),
		REFRESHES(Limit.REFUSALS, "max-refusals", "10", "1000", 4104,
				(client) -> times(40, client, "SEND\ndestination:/realtime/refresh\n\n\0")),
		ROOMS(Limit.ROOMS, "max-rooms", "10", "1000", 0, (client) -> {
			for (int i = 0; i < 12; i++) {
				client.send("SUBSCRIBE\nid:" + i + "\ndestination:/topic/rooms/r" + i + "\n\n\0");
			}
		}),
		JOINS(Limit.JOINS, "max-joins", "2", "1000", 0,
				(client) -> times(100, client,
						"SUBSCRIBE\nid:x\ndestination:/topic/rooms/r\n\n\0UNSUBSCRIBE\nid:x\n\n\0")),
		FRAME_TIME(Limit.FRAME_TIME, "max-frames", "1000", "1000", 4103, (client) -> {
			client.send("SEND\ndest");
			later(client, Duration.ofSeconds(9));
			assertThat(client.isClosed()).isFalse();
			later(client, Duration.ofSeconds(11));
		});

		private final Limit limit;

		private final String property;

		private final String low;

		private final String high;

		private final int closeCode;

		private final Consumer<Client> attack;

		Case(Limit limit, String property, String low, String high, int closeCode, Consumer<Client> attack) {
			this.limit = limit;
			this.property = property;
			this.low = low;
			this.high = high;
			this.closeCode = closeCode;
			this.attack = attack;
		}

		private static void times(int number, Client client, String text) {
			for (int i = 0; i < number; i++) {
				client.send(text);
			}
		}

	}

	private static void later(Client client, Duration duration) {
		client.connection().tick(System.nanoTime() + duration.toNanos());
		// deadlines close in another thread
		if (duration.toSeconds() > 10) {
			await().until(client::isClosed);
		}
	}

	private static InMemoryEndpoint endpoint(String property, String value) {
		return new InMemoryEndpoint(Map.of("realtime.connection." + property, value));
	}

	@ParameterizedTest
	@EnumSource
	void isMet(Case attack) throws Exception {
		try (InMemoryEndpoint endpoint = endpoint(attack.property, attack.low)) {
			Client client = endpoint.connect("eve");
			attack.attack.accept(client);
			assertThat(endpoint.connections().limits().exceeded().get(attack.limit.id()).sum()).isPositive();
			if (attack.closeCode > 0) {
				assertThat(client.closeCode()).isEqualTo(attack.closeCode);
			}
			else {
				assertThat(client.isClosed()).isFalse();
				assertThat(endpoint.connections().refusals().get("limit_exceeded").sum()).isPositive();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FRAME_TIME")
	void isWhatHolds(Case attack) {
		try (InMemoryEndpoint endpoint = endpoint(attack.property, attack.high)) {
			Client client = endpoint.connect("eve");
			attack.attack.accept(client);
			assertThat(client.isClosed()).isFalse();
			assertThat(endpoint.connections().limits().count()).isZero();
		}
	}

	@Test
	void boundsTheConnectionsOfAUser() throws Exception {
		try (InMemoryEndpoint endpoint = endpoint("max-per-user", "2")) {
			Client first = endpoint.connect("eve");
			endpoint.connect("eve");
			assertThat(endpoint.connect("bob").isClosed()).isFalse();
			assertThat(endpoint.connect("eve").closeCode()).isEqualTo(4104);
			assertThat(endpoint.connections().limits().exceeded().get("per-user").sum()).isEqualTo(1);
			first.connection().close(CloseCode.NORMAL);
			assertThat(endpoint.connect("eve").isClosed()).isFalse();
		}
	}

	@Test
	void boundsTheConnectionsOfAnAddress() throws Exception {
		try (InMemoryEndpoint endpoint = endpoint("max-per-address", "2")) {
			Client first = endpoint.open();
			endpoint.open();
			assertThat(endpoint.open().closeCode()).isEqualTo(4104);
			assertThat(endpoint.connections().limits().exceeded().get("per-address").sum()).isEqualTo(1);
			first.connection().close(CloseCode.NORMAL);
			assertThat(endpoint.open().isClosed()).isFalse();
		}
	}

	@Test
	void boundsTheTimeUntilConnect() throws Exception {
		try (InMemoryEndpoint endpoint = endpoint("connect-timeout", "5s")) {
			Client silent = endpoint.open();
			Client connected = endpoint.connect("eve");
			later(silent, Duration.ofSeconds(4));
			assertThat(silent.isClosed()).isFalse();
			silent.connection().tick(System.nanoTime() + Duration.ofSeconds(6).toNanos());
			connected.connection().tick(System.nanoTime() + Duration.ofSeconds(6).toNanos());
			assertThat(silent.closeCode()).isEqualTo(4002);
			assertThat(connected.isClosed()).isFalse();
		}
	}

	@Test
	void boundsTheSilenceOfAClient() throws Exception {
		try (InMemoryEndpoint endpoint = endpoint("heartbeat", "10m")) {
			Client client = endpoint.connect("eve");
			client.connection().tick(System.nanoTime() + Duration.ofMinutes(29).toNanos());
			assertThat(client.isClosed()).isFalse();
			client.connection().tick(System.nanoTime() + Duration.ofMinutes(31).toNanos());
			assertThat(client.closeCode()).isEqualTo(4001);
		}
	}

	@Test
	void boundsTheLifeOfAConnectionByItsToken() throws Exception {
		try (InMemoryEndpoint endpoint = endpoint("heartbeat", "10m")) {
			Client client = endpoint.connect("eve@600");
			Client refreshed = endpoint.connect("bob@600");
			refreshed.send("SEND\ndestination:/realtime/refresh\ntoken:bob@6000\n\n\0");
			List.of(client, refreshed)
				.forEach((each) -> each.connection().tick(System.nanoTime() + Duration.ofMinutes(9).toNanos()));
			assertThat(client.isClosed()).isFalse();
			List.of(client, refreshed)
				.forEach((each) -> each.connection().tick(System.nanoTime() + Duration.ofMinutes(11).toNanos()));
			assertThat(client.closeCode()).isEqualTo(4100);
			assertThat(refreshed.isClosed()).isFalse();
		}
	}

	@Test
	void areWideEnoughForAnHonestCrowd() {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of())) {
			for (int i = 0; i < 1000; i++) {
				assertThat(endpoint.connect("eve").isClosed()).isFalse();
			}
			Client client = endpoint.connect("eve");
			for (int i = 0; i < 128; i++) {
				client.send("SUBSCRIBE\nid:" + i + "\ndestination:/topic/rooms/r" + i + "\n\n\0");
			}
			assertThat(client.connection().roomCount()).isEqualTo(128);
			assertThat(endpoint.connections().limits().count()).isZero();
		}
	}

	@Test
	void doNotGrowWithWhatClientsMakeUp() {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of())) {
			for (int code = 1000; code < 5000; code++) {
				endpoint.connect("eve").connection().closed(new CloseStatus(code));
			}
			assertThat(endpoint.connections().closes()).hasSizeLessThan(40);
			for (int i = 0; i < 1000; i++) {
				endpoint.connections().count(new Refusal("code" + i, ""));
			}
			assertThat(endpoint.connections().refusals()).hasSizeLessThanOrEqualTo(64);
			assertThat(endpoint.connections().refusals().get("other").sum()).isPositive();
		}
	}

}
