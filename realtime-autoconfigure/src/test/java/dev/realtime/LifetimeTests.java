package dev.realtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.Ordered;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.StompSocket.Frame;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** What ends on time, what goes on, and what never comes after its end. */
@ReliabilityTest
class LifetimeTests {

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
	PlatformTransactionManager transactions;

	@Autowired
	ReliabilityApplication application;

	private StompSocket connect(String user) {
		return StompSocket.connect(this.port, this.tokens.issue(user));
	}

	private void publish(String name, String room) {
		this.events.publishEvent(RealtimeEvent.named(name, null).toRooms(room));
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.transactions);
	}

	// expiry

	@Test
	void closesASilentClientWhenItsTokenEnds() throws Exception {
		Instant end = Instant.now().plusSeconds(2);
		try (StompSocket silent = StompSocket.connect(this.port, SignedToken.connection("silent", end))) {
			silent.join("1", "/public/expiry");
			assertThat(silent.next((frame) -> frame.command().equals("ERROR")).header("message"))
				.isEqualTo("token_expired");
			assertThat(silent.closeCode()).isEqualTo(4100);
			assertThat(Duration.between(end.minusSeconds(1), Instant.now())).isBetween(Duration.ofSeconds(1),
					Duration.ofSeconds(5));
			assertThat(this.application.closeCode("silent", 5)).isEqualTo(4100);
			assertThat(this.sessions.members("/public/expiry")).doesNotContain("silent");
		}
	}

	@Test
	void endsARoomWhenItsTokenEndsAndRecoversWithANewOne() {
		try (StompSocket ann = connect("ann")) {
			String token = SignedToken.room("ann", "/rooms/expiry", Instant.now().plusSeconds(2));
			ann.join("1", "/rooms/expiry", "token", token);
			String other = ann.join("2", "/public/other").text("position");
			publish("seen", "/rooms/expiry");
			String position = ann.nextEvent("seen").header("position");
			Frame leave = ann.nextEvent("realtime:leave");
			assertThat(leave.header("subscription")).isEqualTo("1");
			assertThat(leave.text("code")).isEqualTo("token_expired");
			publish("missed", "/rooms/expiry");
			assertThat(ann.settle()).isEmpty();
			assertThat(ann.join("3", "/rooms/expiry", "token", token).text("code")).isEqualTo("token_expired");
			Frame again = ann.join("1", "/rooms/expiry", "token", this.roomTokens.issue("ann", "/rooms/expiry"),
					"position", position);
			assertThat(again.json().get("recovered").asBoolean()).isTrue();
			ann.nextEvent("missed");
			publish("goes on", "/public/other");
			assertThat(ann.nextEvent("goes on").header("position")).startsWith(other.substring(0, other.indexOf(':')));
		}
	}

	@Test
	void refreshesInPlaceWithoutLosingARoomOrAnEvent() {
		Instant end = Instant.now().plusSeconds(2);
		try (StompSocket ann = StompSocket.connect(this.port, SignedToken.connection("rita", end))) {
			ann.listen("own");
			ann.join("1", "/public/refresh");
			int published = 0;
			boolean refreshed = false;
			while (Instant.now().isBefore(end.plusSeconds(3))) {
				this.events.publishEvent(RealtimeEvent.named("tick", published++).toRooms("/public/refresh"));
				if (!refreshed) {
					refreshed = true;
					ann.send("SEND", "", "destination", "/realtime/refresh", "correlation-id", "r", "token",
							this.tokens.issue("rita"));
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
			}
			for (int i = 0; i < published; i++) {
				assertThat(ann.nextEvent("tick").json().get("data").asInt()).isEqualTo(i);
			}
			assertThat(ann.nextEvent("realtime:reply").json().has("result")).isTrue();
			assertThat(ann.isClosed()).isFalse();
		}
	}

	// rights that end

	@Test
	void evictsWithTheCommitAndBeforeTheEventsOfTheSameTransaction() {
		try (StompSocket eve = connect("eve"); StompSocket ann = connect("ann")) {
			eve.join("1", "/public/evict");
			ann.join("1", "/public/evict");
			transaction().executeWithoutResult((status) -> {
				this.sessions.evict("eve", "/public/evict");
				publish("rolled back", "/public/evict");
				status.setRollbackOnly();
			});
			publish("still in", "/public/evict");
			assertThat(eve.next().event()).isEqualTo("still in");
			transaction().executeWithoutResult((status) -> {
				publish("members only", "/public/evict");
				this.sessions.evict("eve", "/public/evict");
			});
			assertThat(eve.next().text("code")).isEqualTo("revoked");
			ann.nextEvent("members only");
			assertThat(eve.settle()).isEmpty();
		}
	}

	@Test
	void evictsBeforeAnEventOfWhoSawTheCommit() {
		try (StompSocket eve = connect("eva"); StompSocket ann = connect("ann")) {
			eve.join("1", "/public/race");
			ann.join("1", "/public/race");
			transaction().executeWithoutResult((status) -> {
				this.sessions.evict("eva", "/public/race");
				afterCommit(() -> transaction().executeWithoutResult((other) -> publish("secret", "/public/race")));
			});
			ann.nextEvent("secret");
			assertThat(eve.next().text("code")).isEqualTo("revoked");
			assertThat(eve.settle()).isEmpty();
		}
	}

	@Test
	void disconnectsBeforeAnEventOfWhoSawTheCommit() {
		try (StompSocket dan = connect("danny"); StompSocket ann = connect("ann")) {
			dan.join("1", "/public/gone");
			ann.join("1", "/public/gone");
			transaction().executeWithoutResult((status) -> {
				this.sessions.disconnect("danny");
				status.setRollbackOnly();
			});
			assertThat(dan.settle()).isEmpty();
			transaction().executeWithoutResult((status) -> {
				this.sessions.disconnect("danny");
				afterCommit(() -> transaction().executeWithoutResult((other) -> publish("secret", "/public/gone")));
			});
			ann.nextEvent("secret");
			assertThat(dan.closeCode()).isEqualTo(4102);
			assertThat(dan.rest()).isEmpty();
		}
	}

	@Test
	void asksTheRulesAgainWithTheCommit() {
		try (StompSocket bob = connect("bob"); StompSocket ann = connect("ann")) {
			bob.join("1", "/members/1");
			ann.join("1", "/members/1");
			bob.join("2", "/public/free");
			this.application.banned.put("bob", true);
			transaction().executeWithoutResult((status) -> {
				this.sessions.recheck("bob");
				status.setRollbackOnly();
			});
			assertThat(bob.settle()).isEmpty();
			transaction().executeWithoutResult((status) -> {
				this.sessions.recheck("/members/1");
				publish("members only", "/members/1");
			});
			assertThat(bob.next().text("code")).isEqualTo("revoked");
			ann.nextEvent("members only");
			assertThat(bob.settle()).isEmpty();
			publish("free", "/public/free");
			bob.nextEvent("free");
		}
		finally {
			this.application.banned.clear();
		}
	}

	@Test
	void decidesAgainWhenRightsChangeDuringAJoin() throws Exception {
		try (StompSocket joe = connect("joe")) {
			this.application.asked = new CountDownLatch(1);
			this.application.answer = new CountDownLatch(1);
			CompletableFuture<Frame> joined = CompletableFuture.supplyAsync(() -> joe.join("1", "/members/2"));
			assertThat(this.application.asked.await(10, TimeUnit.SECONDS)).isTrue();
			this.application.banned.put("joe", true);
			this.sessions.recheck("joe");
			this.application.answer.countDown();
			Frame outcome = joined.get(10, TimeUnit.SECONDS);
			assertThat(outcome.event()).isEqualTo("realtime:join:error");
			assertThat(outcome.text("code")).isEqualTo("forbidden");
			publish("secret", "/members/2");
			assertThat(joe.settle()).isEmpty();
		}
		finally {
			this.application.answer.countDown();
			this.application.banned.clear();
		}
	}

	/** Right after the commit, before the events of that transaction are told. */
	private static void afterCommit(Runnable task) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public int getOrder() {
				return Ordered.HIGHEST_PRECEDENCE;
			}

			@Override
			public void afterCommit() {
				// on another thread: it has a transaction of its own
				CompletableFuture.runAsync(task).orTimeout(10, TimeUnit.SECONDS).join();
			}

		});
	}

	@Test
	void keepsWhoIsAliveWhateverTheSilence() {
		try (StompSocket quiet = connect("quiet")) {
			List<Frame> before = quiet.settle();
			assertThat(before).isEmpty();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
			while (System.nanoTime() - end < 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
			}
			assertThat(quiet.isClosed()).isFalse();
			assertThat(quiet.settle()).isEmpty();
		}
	}

}
