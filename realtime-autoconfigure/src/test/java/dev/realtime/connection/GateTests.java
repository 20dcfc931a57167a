package dev.realtime.connection;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.realtime.connection.InMemoryEndpoint.Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a frame looks like behind the gate; what the gate refuses is in the attacks. */
class GateTests {

	private static final String FORGERIES = "token:secret\nAuthorization:secret\nselector:true\nack:client\n"
			+ "subscription:x\nmessage-id:x\nposition:a:1\nuser-name:bob\nsimpSessionId:x\nx:y\n";

	@Test
	void rebuildsFramesWithTheHeadersOfTheirCommand() {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of())) {
			Client client = endpoint.connect("eve");
			client.send("SUBSCRIBE\nid:1\ndestination:/topic/rooms/a\nreceipt:r\n" + FORGERIES + "\n\0");
			assertThat(endpoint.passed().remove().headers()).containsOnlyKeys("id", "receipt", "token", "position");
			client.send("SEND\ndestination:/topic/rooms/a\nreceipt:r\nevent:e\norigin:o\n" + FORGERIES + "\n\0");
			assertThat(endpoint.passed().remove().headers()).containsOnlyKeys("receipt", "event", "origin");
		}
	}

	@Test
	void keepsTheTokenFromAllWhoNeedNone() {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of())) {
			Client client = endpoint.connect("eve");
			client.send("SEND\ndestination:/realtime/call/x\ncorrelation-id:1\n" + FORGERIES + "\n\0");
			assertThat(endpoint.passed().remove().headers()).containsOnlyKeys("destination", "correlation-id", "x");
			client.send("SEND\ndestination:/realtime/refresh\n" + FORGERIES + "\n\0");
			assertThat(endpoint.passed().remove().headers()).containsOnlyKeys("destination", "token", "x");
		}
	}

	@Test
	void repeatsNoMoreThanAPartOfWhatWasAskedFor() {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of())) {
			Client client = endpoint.connect("eve");
			for (String destination : List.of("/topic/rooms/", "/nowhere/")) {
				client.send("SUBSCRIBE\nid:1\ndestination:" + destination + "x".repeat(5000) + "\n\n\0");
			}
			await().until(() -> client.frames().size() == 3);
			assertThat(client.frames().subList(1, 3))
				.allMatch((frame) -> frame.contains("xxx") && frame.length() < 700);
		}
	}

	@Test
	void passesOnNothingButSubscribeAndSend() {
		try (InMemoryEndpoint endpoint = new InMemoryEndpoint(Map.of())) {
			for (String command : new String[] { "CONNECT", "STOMP", "UNSUBSCRIBE", "DISCONNECT", "ACK", "NACK",
					"BEGIN", "COMMIT", "ABORT", "CONNECTED", "MESSAGE", "RECEIPT", "ERROR" }) {
				endpoint.connect("eve").send(command + "\nid:1\ndestination:/topic/rooms/a\n\n\0");
			}
			endpoint.open().send("SUBSCRIBE\nid:1\ndestination:/topic/rooms/a\n\n\0");
			assertThat(endpoint.passed()).isEmpty();
		}
	}

}
