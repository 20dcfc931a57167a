package dev.realtime.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import dev.realtime.sample.StompConnection.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/** The chat as its clients meet it: over HTTP and a bare WebSocket. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:chat-tests")
class ChatIntegrationTests {

	private static final String PUSH_KEY = "the-push-key-of-a-demo-that-everybody-can-read";

	private static final JsonMapper json = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	@Value("${local.server.port}")
	private int port;

	@Test
	void showsNewMessagesToEverybodyInTheChannel() throws Exception {
		long channel = channel("grace", "general");
		HttpResponse<String> listed = get("grace", "/api/channels/" + channel + "/messages");
		JsonNode pass = json.readTree(listed.headers().firstValue("Realtime-Rooms").orElseThrow()).get(0);
		try (StompConnection grace = connect("grace")) {
			Frame joined = grace.join("/channels/" + channel,
					Map.of("token", pass.get("token").asString(), "position", pass.get("position").asString()));
			assertThat(joined.event()).isEqualTo("realtime:join:success");
			assertThat(joined.json().get("recovered").asBoolean()).isTrue();

			HttpResponse<String> sent = send("ada", "POST", "/api/channels/" + channel + "/messages",
					message("It <b>works</b>", UUID.randomUUID()), Map.of("Realtime-Origin", "tab-1"));

			assertThat(sent.statusCode()).isEqualTo(201);
			JsonNode event = grace.event("realtime:resource").json();
			assertThat(event.get("action").asString()).isEqualTo("created");
			assertThat(event.get("type").asString()).isEqualTo("message");
			assertThat(event.get("resource")).isEqualTo(json.readTree(sent.body()));
			assertThat(event.get("path").asString())
				.isEqualTo("/channels/" + channel + "/messages/" + event.get("resource").get("id").asLong());
			assertThat(event.get("actor").asString()).isEqualTo("ada");
			assertThat(event.get("origin").asString()).isEqualTo("tab-1");
		}
	}

	@Test
	void showsEditsAndDeletionsOfTheAuthorAlone() throws Exception {
		String room = "/channels/" + channel("ada", "random");
		String path = "/api" + room + "/messages";
		long id = json.readTree(send("ada", "POST", path, message("Tpyo", UUID.randomUUID()), Map.of()).body())
			.get("id")
			.asLong();
		try (StompConnection grace = connect("grace")) {
			grace.join(room, Map.of());

			assertThat(send("grace", "PUT", path + "/" + id, "{\"text\":\"Mine\"}", Map.of()).statusCode())
				.isEqualTo(403);
			assertThat(send("grace", "DELETE", path + "/" + id, "", Map.of()).statusCode()).isEqualTo(403);
			HttpResponse<String> edited = send("ada", "PUT", path + "/" + id, "{\"text\":\"Typo\"}", Map.of());
			assertThat(send("ada", "DELETE", path + "/" + id, "", Map.of()).statusCode()).isEqualTo(204);

			JsonNode updated = grace.event("realtime:resource").json();
			assertThat(updated.get("action").asString()).isEqualTo("updated");
			assertThat(updated.get("resource")).isEqualTo(json.readTree(edited.body()));
			JsonNode deleted = grace.event("realtime:resource").json();
			assertThat(deleted.get("action").asString()).isEqualTo("deleted");
			assertThat(deleted.get("resource").get("id").asLong()).isEqualTo(id);
		}
	}

	@Test
	void saysMessageOnceThatWasSentTwice() throws Exception {
		String room = "/channels/" + channel("ada", "random");
		String message = message("Once", UUID.randomUUID());
		try (StompConnection grace = connect("grace")) {
			grace.join(room, Map.of());

			String first = send("ada", "POST", "/api" + room + "/messages", message, Map.of()).body();
			String second = send("ada", "POST", "/api" + room + "/messages", message, Map.of()).body();

			assertThat(json.readTree(second)).isEqualTo(json.readTree(first));
			grace.event("realtime:resource");
			assertThat(grace.pendingEvents()).doesNotContain("realtime:resource");
		}
	}

	@Test
	void keepsPrivateChannelsFromOthers() throws Exception {
		long channel = channel("grace", "compilers");
		assertThat(get("alan", "/api/channels").body()).doesNotContain("compilers");
		HttpResponse<String> messages = get("alan", "/api/channels/" + channel + "/messages");
		assertThat(messages.statusCode()).isEqualTo(404);
		assertThat(messages.headers().firstValue("Realtime-Rooms")).isEmpty();
		try (StompConnection alan = connect("alan")) {
			Frame refused = alan.join("/channels/" + channel, Map.of());
			assertThat(refused.event()).isEqualTo("realtime:join:error");
			assertThat(refused.json().get("code").asString()).isEqualTo("forbidden");
			assertThat(alan.join("/people/grace/channels", Map.of()).event()).isEqualTo("realtime:join:error");

			assertThat(alan.join("/channels", Map.of()).event()).isEqualTo("realtime:join:success");
		}
	}

	@Test
	void showsPrivateChannelToNewMembersAndHidesItFromFormerOnes() throws Exception {
		String created = send("grace", "POST", "/api/channels",
				"{\"name\":\"plans\",\"restricted\":true,\"members\":[\"ada\"]}", Map.of())
			.body();
		String room = "/channels/" + json.readTree(created).get("id").asLong();
		try (StompConnection ada = connect("ada"); StompConnection alan = connect("alan")) {
			ada.join("/people/ada/channels", Map.of());
			ada.join(room, Map.of());
			alan.join("/people/alan/channels", Map.of());

			String path = "/api" + room + "/members";
			assertThat(send("ada", "PUT", path, "[\"ada\",\"alan\"]", Map.of()).statusCode()).isEqualTo(403);
			assertThat(send("grace", "PUT", path, "[\"alan\"]", Map.of()).statusCode()).isEqualTo(200);

			JsonNode appeared = alan.event("realtime:resource").json();
			assertThat(appeared.get("action").asString()).isEqualTo("created");
			assertThat(appeared.get("resource").get("name").asString()).isEqualTo("plans");
			assertThat(ada.event("realtime:resource").json().get("action").asString()).isEqualTo("deleted");
			assertThat(ada.event("realtime:leave").json().get("code").asString()).isEqualTo("revoked");
			assertThat(ada.join(room, Map.of()).json().get("code").asString()).isEqualTo("forbidden");
		}
	}

	@Test
	void tellsWhoIsOnline() throws Exception {
		try (StompConnection ada = connect("ada"); StompConnection lise = connect("lise")) {
			assertThat(lise.join("/lobby", Map.of()).json().get("code").asString()).isEqualTo("forbidden");
			JsonNode members = ada.join("/lobby", Map.of("token", lobbyToken("ada"))).json().get("members");
			assertThat(members.findValuesAsString("user")).contains("ada").doesNotContain("lise");

			lise.join("/lobby", Map.of("token", lobbyToken("lise")));

			JsonNode presence = ada.event("realtime:presence").json();
			assertThat(presence.get("joined").findValuesAsString("user")).containsExactly("lise");
		}
	}

	@Test
	void deliversDirectMessageToTheTwoAlone() throws Exception {
		try (StompConnection ada = connect("ada");
				StompConnection grace = connect("grace");
				StompConnection alan = connect("alan")) {
			String sent = send("ada", "POST", "/api/direct/grace", message("Psst", UUID.randomUUID()), Map.of()).body();

			Frame received = grace.event("direct");
			assertThat(received.json().get("data")).isEqualTo(json.readTree(sent));
			assertThat(received.json().get("user").asString()).isEqualTo("grace");
			assertThat(ada.event("direct").json().get("data")).isEqualTo(json.readTree(sent));
			assertThat(alan.pendingEvents()).isEmpty();
			assertThat(get("grace", "/api/direct/ada").body()).contains("Psst");
			assertThat(get("alan", "/api/direct/ada").body()).isEqualTo("[]");
		}
	}

	@Test
	void takesNoticesFromOutside() throws Exception {
		String room = "/channels/" + channel("ada", "general");
		try (StompConnection ada = connect("ada")) {
			ada.join(room, Map.of());
			String notice = "{\"event\":\"notice\",\"targets\":{\"rooms\":\"" + room
					+ "\"},\"data\":{\"text\":\"Deployed\"}}";

			assertThat(push("Bearer wrong", notice).statusCode()).isEqualTo(401);
			assertThat(push("Bearer " + PUSH_KEY, notice).statusCode()).isEqualTo(202);

			assertThat(ada.event("notice").json().get("data").get("text").asString()).isEqualTo("Deployed");
			assertThat(ada.pendingEvents()).doesNotContain("notice");
		}
	}

	@Test
	void refusesStrangers() throws Exception {
		assertThat(login("mallory").statusCode()).isEqualTo(401);
		assertThat(send(HttpRequest.newBuilder(uri("/api/channels"))).statusCode()).isEqualTo(401);
		JsonNode everybody = json.readTree(send(HttpRequest.newBuilder(uri("/api/people"))).body());
		assertThat(everybody.get("people")).isNotEmpty();
		assertThat(everybody.get("websockets")).isEmpty();
	}

	@Test
	void explainsInvalidInput() throws Exception {
		String path = "/api/channels/" + channel("ada", "general") + "/messages";
		for (String body : List.of("{}", message(" ", UUID.randomUUID()), "[", "")) {
			HttpResponse<String> refused = send("ada", "POST", path, body, Map.of());
			assertThat(refused.statusCode()).isEqualTo(400);
			assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		}
	}

	private long channel(String user, String name) throws Exception {
		for (JsonNode channel : json.readTree(get(user, "/api/channels").body())) {
			if (channel.get("name").asString().equals(name)) {
				return channel.get("id").asLong();
			}
		}
		throw new AssertionError("There is no channel " + name);
	}

	private String lobbyToken(String user) throws Exception {
		return json.readTree(get(user, "/api/people").body()).get("websockets").get(0).get("token").asString();
	}

	private StompConnection connect(String user) throws Exception {
		return StompConnection.open(this.http, this.port, token(user));
	}

	private String token(String user) throws Exception {
		return json.readTree(login(user).body()).get("token").asString();
	}

	private HttpResponse<String> login(String user) throws IOException, InterruptedException {
		return send(request("/api/login", "POST", "{\"name\":\"" + user + "\"}"));
	}

	private HttpResponse<String> get(String user, String path) throws Exception {
		return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token(user)));
	}

	private HttpResponse<String> send(String user, String method, String path, String body, Map<String, String> headers)
			throws Exception {
		HttpRequest.Builder request = request(path, method, body).header("Authorization", "Bearer " + token(user));
		headers.forEach(request::header);
		return send(request);
	}

	private HttpResponse<String> push(String authorization, String body) throws IOException, InterruptedException {
		return send(request("/realtime/push", "POST", body).header("Authorization", authorization));
	}

	private HttpRequest.Builder request(String path, String method, String body) {
		return HttpRequest.newBuilder(uri(path))
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/json");
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private static String message(String text, UUID ref) {
		return json.writeValueAsString(Map.of("text", text, "ref", ref));
	}

}
