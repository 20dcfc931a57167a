package dev.realtime;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.realtime.StompSocket.Frame;
import dev.realtime.connection.ConnectionClosed;
import dev.realtime.connection.ConnectionOpened;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.JoinRefused;
import dev.realtime.join.RoomAccess;
import dev.realtime.join.RoomEmptied;
import dev.realtime.join.RoomJoined;
import dev.realtime.join.RoomLeft;
import dev.realtime.join.RoomOpened;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The wire, frame by frame, on a real socket. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/public/**",
				"realtime.presence.rooms=/public/hall" })
class EndToEndTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	RoomTokens roomTokens;

	@Autowired
	RealtimeSessions sessions;

	@Autowired
	ApplicationEventPublisher events;

	@Autowired
	Application application;

	private StompSocket connect(String user) {
		return StompSocket.connect(this.port, this.tokens.issue(user));
	}

	@Test
	void tellsWhoIsConnected() {
		try (StompSocket alice = StompSocket.open(this.port)) {
			alice.send("CONNECT", "", "accept-version", "1.1,1.2", "heart-beat", "10000,10000", "token",
					this.tokens.issue("alice"));
			Frame connected = alice.next();
			assertThat(connected.command()).isEqualTo("CONNECTED");
			assertThat(connected.headers()).containsEntry("user-name", "alice")
				.containsEntry("version", "1.2")
				.containsEntry("heart-beat", "10000,10000");
		}
	}

	@Test
	void refusesConnectWithoutToken() {
		try (StompSocket nobody = StompSocket.open(this.port)) {
			nobody.send("CONNECT", "", "accept-version", "1.2");
			Frame error = nobody.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isEqualTo("token_missing");
			assertThat(error.text("code")).isEqualTo("token_missing");
			assertThat(nobody.closeCode()).isEqualTo(4100);
			assertThat(nobody.closeReason()).isEqualTo("unauthorized");
		}
	}

	@Test
	void refusesAnEndedToken() {
		try (StompSocket late = StompSocket.open(this.port)) {
			late.send("CONNECT", "", "accept-version", "1.2", "token",
					SignedToken.connection("late", Instant.now().minusSeconds(31)));
			assertThat(late.next().header("message")).isEqualTo("token_expired");
			assertThat(late.closeCode()).isEqualTo(4100);
		}
	}

	@Test
	void refusesFramesBeforeConnect() {
		try (StompSocket nobody = StompSocket.open(this.port)) {
			nobody.send("SUBSCRIBE", "", "id", "1", "destination", "/topic/rooms/public/a");
			assertThat(nobody.next().header("message")).isEqualTo("not_connected");
			assertThat(nobody.closeCode()).isEqualTo(4103);
		}
	}

	@Test
	void deliversToThoseInTheRoomInOrder() {
		try (StompSocket alice = connect("alice"); StompSocket bob = connect("bob")) {
			assertThat(alice.join("1", "/public/order").event()).isEqualTo("realtime:join:success");
			bob.join("1", "/public/elsewhere");
			for (int i = 0; i < 100; i++) {
				this.events.publishEvent(RealtimeEvent.named("tick", i).toRooms("/public/order"));
			}
			for (int i = 0; i < 100; i++) {
				Frame tick = alice.nextEvent("tick");
				assertThat(tick.json().get("data").asInt()).isEqualTo(i);
				assertThat(tick.header("position")).endsWith(":" + (i + 1));
				assertThat(tick.header("message-id")).isEqualTo(tick.text("id"));
				assertThat(tick.header("content-type")).isEqualTo("application/json");
			}
			assertThat(bob.settle()).isEmpty();
		}
	}

	@Test
	void refusesARoomWithoutRightsAndLivesOn() {
		try (StompSocket bob = connect("bob")) {
			Frame refused = bob.join("1", "/channels/1");
			assertThat(refused.event()).isEqualTo("realtime:join:error");
			assertThat(refused.text("code")).isEqualTo("forbidden");
			assertThat(refused.text("name")).isEqualTo("/channels/1");
			assertThat(bob.join("2", "/channels/2/bob").event()).isEqualTo("realtime:join:success");
			assertThat(bob.join("3", "/a/*").text("code")).isEqualTo("invalid_room");
			assertThat(bob.join("4", "/a//b").text("code")).isEqualTo("invalid_room");
			assertThat(bob.join("1", "/channels/1", "token", this.roomTokens.issue("bob", "/channels/1")).event())
				.isEqualTo("realtime:join:success");
			assertThat(bob.join("5", "/public/x", "token", this.roomTokens.issue("alice", "/public/x")).text("code"))
				.isEqualTo("token_invalid");
		}
	}

	@Test
	void refusesUnknownDestinationsAndLivesOn() {
		try (StompSocket bob = connect("bob")) {
			for (String destination : List.of("/topic/other", "/queue/x", "/user/queue/realtime/x", "/realtime/call/x",
					"/exchange/amq.topic/#")) {
				bob.send("SUBSCRIBE", "", "id", "1", "destination", destination);
				Frame refused = bob.next();
				assertThat(refused.event()).isEqualTo("realtime:join:error");
				assertThat(refused.text("code")).isEqualTo("unknown_destination");
			}
			bob.listen("own");
			bob.send("SEND", "{}", "destination", "/topic/rooms/public/a", "event", "x");
			Frame refused = bob.nextEvent("realtime:send:error");
			assertThat(refused.text("code")).isEqualTo("forbidden");
			assertThat(refused.text("name")).isEqualTo("/public/a");
		}
	}

	@Test
	void recoversWhatWasMissedBetweenPassAndJoin() {
		RoomPass pass = this.roomTokens.pass("alice", "/channels/77");
		this.events.publishEvent(RealtimeEvent.named("a", null).toRooms("/channels/77"));
		this.events.publishEvent(
				RealtimeEvent.created("message", Map.of("id", 5)).toRooms("/channels/77").withOrigin("tab-1"));
		try (StompSocket alice = connect("alice")) {
			Frame joined = alice.join("1", "/channels/77", "token", pass.token(), "position", pass.position(),
					"receipt", "r1");
			assertThat(joined.json().get("recovered").asBoolean()).isTrue();
			assertThat(alice.next().header("receipt-id")).isEqualTo("r1");
			assertThat(alice.next().event()).isEqualTo("a");
			Frame created = alice.next();
			assertThat(created.event()).isEqualTo("realtime:resource");
			assertThat(created.text("action")).isEqualTo("created");
			assertThat(created.text("room")).isEqualTo("/channels/77");
			assertThat(created.json().get("resource").get("id").asInt()).isEqualTo(5);
			assertThat(created.text("origin")).isEqualTo("tab-1");
			assertThat(created.json().has("path")).isFalse();
		}
	}

	@Test
	void saysWhenRecoveryIsNotPossible() {
		try (StompSocket alice = connect("alice")) {
			for (String position : List.of("garbage", "x:1", "", "a:b:c", ":", "é:1")) {
				Frame joined = alice.join("s" + position.hashCode(), "/public/none", "position", position);
				assertThat(joined.json().get("recovered").asBoolean(true)).as(position).isFalse();
			}
			String here = alice.join("h", "/public/none").text("position");
			String epoch = here.substring(0, here.indexOf(':'));
			assertThat(
					alice.join("f", "/public/none", "position", epoch + ":9").json().get("recovered").asBoolean(true))
				.isFalse();
			assertThat(alice.join("o", "/public/other", "position", here).json().get("recovered").asBoolean(true))
				.isFalse();
			assertThat(alice.join("g", "/public/none", "position", here).json().get("recovered").asBoolean(false))
				.isTrue();
		}
	}

	@Test
	void aLeaveRightBehindItsJoinWins() {
		try (StompSocket alice = connect("alice")) {
			alice.send("SUBSCRIBE", "", "id", "1", "destination", "/topic/rooms/public/both");
			alice.send("UNSUBSCRIBE", "", "id", "1", "receipt", "bye");
			alice.next((frame) -> "bye".equals(frame.header("receipt-id")));
			this.events.publishEvent(RealtimeEvent.named("late", 1).toRooms("/public/both"));
			assertThat(alice.settle()).noneMatch((frame) -> "late".equals(frame.event()));
			assertThat(this.sessions.members("/public/both")).isEmpty();
		}
	}

	@Test
	void leavesForGood() {
		try (StompSocket alice = connect("alice")) {
			alice.join("1", "/public/leave");
			alice.send("UNSUBSCRIBE", "", "id", "1", "receipt", "bye");
			assertThat(alice.next().header("receipt-id")).isEqualTo("bye");
			this.events.publishEvent(RealtimeEvent.named("late", 1).toRooms("/public/leave"));
			assertThat(alice.settle()).isEmpty();
			assertThat(this.sessions.members("/public/leave")).isEmpty();
		}
	}

	@Test
	void tellsAUserOnceWhateverTheTargets() {
		try (StompSocket alice = connect("ann"); StompSocket bob = connect("ben")) {
			alice.listen("own");
			bob.listen("own");
			alice.join("1", "/public/both");
			this.events.publishEvent(RealtimeEvent.named("hi", 1).toRooms("/public/both").toUsers("ann", "ben"));
			Frame inRoom = alice.nextEvent("hi");
			assertThat(inRoom.text("room")).isEqualTo("/public/both");
			Frame own = bob.nextEvent("hi");
			assertThat(own.text("user")).isEqualTo("ben");
			assertThat(own.header("message-id")).isEqualTo(inRoom.header("message-id"));
			assertThat(alice.settle()).isEmpty();
		}
	}

	@Test
	void tellsMembersWhoCameAndWent() {
		try (StompSocket alice = connect("alice")) {
			Frame joined = alice.join("1", "/public/hall");
			assertThat(joined.json().get("members").toString()).isEqualTo("[{\"user\":\"alice\"}]");
			StompSocket bob = connect("bob");
			assertThat(bob.join("1", "/public/hall").json().get("members").size()).isEqualTo(2);
			assertThat(alice.nextEvent("realtime:presence").json().get("joined").toString())
				.isEqualTo("[{\"user\":\"bob\"}]");
			bob.join("2", "/public/hall");
			bob.close();
			assertThat(alice.nextEvent("realtime:presence").json().get("left").toString())
				.isEqualTo("[{\"user\":\"bob\"}]");
		}
	}

	@Test
	void tellsTheApplicationWhoIsInARoom() throws Exception {
		this.application.lobby.clear();
		try (StompSocket alice = connect("alice"); StompSocket bob = connect("bob")) {
			alice.join("1", "/public/lobby");
			// listeners are told in the thread of who caused it: hers heard it now
			alice.settle();
			bob.join("1", "/public/lobby");
			bob.join("2", "/closed/lobby");
			alice.send("UNSUBSCRIBE", "", "id", "1");
			bob.send("UNSUBSCRIBE", "", "id", "1");
			bob.settle();
			alice.settle();
			assertThat(this.application.lobby).containsExactlyInAnyOrder("opened", "alice joined", "bob joined",
					"bob refused forbidden", "alice left", "bob left", "emptied");
			assertThat(this.application.lobby).startsWith("opened", "alice joined");
		}
	}

	@Test
	void tellsThatOneLeftAfterItToldThatOneCame() {
		this.application.lobby.clear();
		this.application.uponOpening = () -> {
			this.sessions.disconnect("fay");
			await().until(() -> this.sessions.members("/public/brief/lobby").isEmpty());
		};
		try (StompSocket fay = connect("fay")) {
			fay.send("SUBSCRIBE", "", "id", "1", "destination", "/topic/rooms/public/brief/lobby");
			await().untilAsserted(() -> assertThat(this.application.lobby).containsExactly("opened", "fay joined",
					"fay left", "emptied"));
		}
	}

	@Test
	void tellsTheRestAfterAListenerThatBroke() {
		this.application.lobby.clear();
		this.application.uponOpening = () -> {
			throw new LinkageError("a class that is not there");
		};
		try (StompSocket gil = connect("gil")) {
			gil.join("1", "/public/brief/lobby");
		}
		await().untilAsserted(() -> assertThat(this.application.lobby).containsExactly("opened", "gil joined",
				"gil left", "emptied"));
	}

	@Test
	void evictsAndRefusesTheOldToken() {
		try (StompSocket eve = connect("eve")) {
			String token = this.roomTokens.issue("eve", "/channels/9");
			eve.join("1", "/channels/9", "token", token);
			this.sessions.evict("eve", "/channels/9");
			Frame leave = eve.nextEvent("realtime:leave");
			assertThat(leave.text("code")).isEqualTo("revoked");
			assertThat(eve.join("2", "/channels/9", "token", token).text("code")).isEqualTo("revoked");
			assertThat(eve.join("3", "/channels/9", "token", this.roomTokens.issue("eve", "/channels/9")).event())
				.isEqualTo("realtime:join:success");
		}
	}

	@Test
	void disconnectsAUser() throws Exception {
		try (StompSocket dan = connect("dan")) {
			assertThat(this.application.opened("dan").user().name()).isEqualTo("dan");
			this.sessions.disconnect("dan");
			assertThat(dan.closeCode()).isEqualTo(4102);
			assertThat(this.application.closed("dan").code()).isEqualTo(4102);
		}
	}

	@Test
	void saysOnceThatAConnectionIsClosed() throws Exception {
		try (StompSocket once = connect("once"); StompSocket after = connect("after")) {
			once.send("DISCONNECT", "", "receipt", "bye");
			this.sessions.disconnect("once");
			once.closeCode();
			assertThat(this.application.closed("once").code()).isIn(1000, 4102);
			this.sessions.disconnect("after");
			assertThat(after.closeCode()).isEqualTo(4102);
			Set<String> since = new HashSet<>();
			while (!since.contains("after")) {
				since.add(this.application.closed.take().user().name());
			}
			assertThat(since).doesNotContain("once");
		}
	}

	@Test
	void refusesWhoTheApplicationRefuses() {
		try (StompSocket mallory = StompSocket.open(this.port)) {
			mallory.send("CONNECT", "", "accept-version", "1.2", "token", this.tokens.issue("mallory"));
			assertThat(mallory.next().header("message")).isEqualTo("refused");
			assertThat(mallory.closeCode()).isEqualTo(4101);
		}
	}

	@Test
	void refreshesInPlace() {
		try (StompSocket alice = connect("alice")) {
			alice.listen("own");
			alice.send("SEND", "", "destination", "/realtime/refresh", "token", this.tokens.issue("alice"),
					"correlation-id", "c1");
			Frame reply = alice.nextEvent("realtime:reply");
			assertThat(reply.header("correlation-id")).isEqualTo("c1");
			assertThat(reply.json().get("result").get("expiresAt").asString()).endsWith("Z");
			alice.send("SEND", "", "destination", "/realtime/refresh", "token", this.tokens.issue("bob"),
					"correlation-id", "c2");
			assertThat(alice.nextEvent("realtime:reply").json().get("error").get("code").asString())
				.isEqualTo("subject_mismatch");
			assertThat(alice.join("1", "/public/x").event()).isEqualTo("realtime:join:success");
		}
	}

	@Test
	void sendsIntoARoomWhereGranted() {
		try (StompSocket alice = connect("alice"); StompSocket bob = connect("bob")) {
			alice.join("1", "/chat/1");
			bob.join("1", "/chat/1");
			bob.send("SEND", "{\"on\":true}", "destination", "/topic/rooms/chat/1", "event", "writing", "origin",
					"tab");
			Frame writing = alice.nextEvent("writing");
			assertThat(writing.text("actor")).isEqualTo("bob");
			assertThat(writing.text("origin")).isEqualTo("tab");
			assertThat(writing.json().get("data").get("on").asBoolean()).isTrue();
		}
	}

	@Test
	void endsTheConnectionOnlyForFramesThatBreakTheProtocol() {
		try (StompSocket alice = connect("alice")) {
			alice.join("1", "/public/x");
			alice.send("SUBSCRIBE", "", "id", "1", "destination", "/topic/rooms/public/y");
			assertThat(alice.next().header("message")).isEqualTo("duplicate_subscription");
			assertThat(alice.closeCode()).isEqualTo(4103);
		}
		try (StompSocket alice = connect("alice")) {
			alice.send("MESSAGE", "{}", "destination", "/topic/rooms/public/y");
			assertThat(alice.next().header("message")).isEqualTo("invalid_frame");
		}
		try (StompSocket alice = connect("alice")) {
			alice.send("CONNECT", "", "accept-version", "1.2", "token", this.tokens.issue("alice"));
			assertThat(alice.next().header("message")).isEqualTo("already_connected");
		}
		try (StompSocket alice = connect("alice")) {
			alice.send("SEND", "x".repeat(70 * 1024), "destination", "/topic/rooms/public/y");
			assertThat(alice.next().header("message")).isEqualTo("message_too_large");
			assertThat(alice.closeCode()).isEqualTo(1009);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		private final BlockingQueue<ConnectionOpened> opened = new LinkedBlockingQueue<>();

		private final BlockingQueue<ConnectionClosed> closed = new LinkedBlockingQueue<>();

		@RoomAccess("/channels/{channel}/{user}")
		boolean own(int channel, String user, RealtimeUser who) {
			return who.name().equals(user);
		}

		@RoomAccess(value = "/chat/{id}", publish = true)
		boolean chat(long id, String room) {
			return room.equals("/chat/" + id);
		}

		private final List<String> lobby = new CopyOnWriteArrayList<>();

		private volatile Runnable uponOpening = () -> {
			// nothing to do
		};

		@EventListener
		void room(RoomOpened event) {
			note(event.room(), "opened");
			if (event.room().startsWith("/public/brief/")) {
				this.uponOpening.run();
			}
		}

		@EventListener
		void room(RoomEmptied event) {
			note(event.room(), "emptied");
		}

		@EventListener
		void room(RoomJoined event) {
			note(event.room(), event.user().name() + " joined");
		}

		@EventListener
		void room(RoomLeft event) {
			note(event.room(), event.user().name() + " left");
		}

		@EventListener
		void room(JoinRefused event) {
			note(event.room(), event.user().name() + " refused " + event.code());
		}

		private void note(String room, String what) {
			if (room.endsWith("/lobby")) {
				this.lobby.add(what);
			}
		}

		@EventListener
		void opened(ConnectionOpened event) {
			if (event.user().name().equals("mallory")) {
				throw new IllegalStateException("not you");
			}
			this.opened.add(event);
		}

		@EventListener
		void closed(ConnectionClosed event) {
			this.closed.add(event);
		}

		ConnectionOpened opened(String user) throws InterruptedException {
			ConnectionOpened event = this.opened.take();
			while (!event.user().name().equals(user)) {
				event = this.opened.take();
			}
			return event;
		}

		ConnectionClosed closed(String user) throws InterruptedException {
			ConnectionClosed event = this.closed.take();
			while (!event.user().name().equals(user)) {
				event = this.closed.take();
			}
			return event;
		}

	}

}
