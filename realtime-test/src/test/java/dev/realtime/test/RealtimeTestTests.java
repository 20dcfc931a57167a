package dev.realtime.test;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The test support, used as an application uses it. */
@SpringBootTest(
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.presence.rooms=/orders/*" })
@RealtimeTest
class RealtimeTestTests {

	@Autowired
	OrderService orders;

	@Autowired
	RecordedEvents events;

	@Autowired
	RealtimeClients clients;

	@Autowired
	RoomTokens tokens;

	@Autowired
	TestTokens testTokens;

	@Test
	void assertsWhatWasAnnounced() {
		this.orders.create("book");
		assertThat(this.events).created(Order.class).inRoom("/orders/book").once();
		assertThat(this.events).hasNoneIn("/orders/pen").hasNoneNamed("other");
	}

	@Test
	@Transactional
	void seesWhatARolledBackTestAnnounced() {
		this.orders.create("book");
		assertThat(this.events).created(Order.class).with((order) -> ((Order) order).name.equals("book")).once();
	}

	@Test
	void failsReadably() {
		this.orders.create("book");
		assertThatThrownBy(() -> assertThat(this.events).created(Order.class).inRoom("/orders/pen"))
			.isInstanceOf(AssertionError.class)
			.hasMessageContaining("Expected an event created order in room /orders/pen, but there was none")
			.hasMessageContaining("created order  rooms [/orders/book]");
		assertThatThrownBy(() -> assertThat(this.events).created(Order.class).times(2))
			.hasMessageContaining("2 times, but found 1");
		assertThatThrownBy(() -> assertThat(this.events).isEmpty()).isInstanceOf(AssertionError.class);
	}

	@Test
	void joinsWithoutAPort() {
		RealtimeClient alice = this.clients.connect("alice");
		JoinOutcome joined = alice.join("/orders/book");
		assertThat(joined.joined()).isTrue();
		assertThat(joined.members()).containsExactly("alice");
		assertThat(alice.join("/private").code()).isEqualTo("forbidden");
		this.orders.create("book");
		ReceivedEvent created = alice.await("created", "order");
		assertThat(created.body().get("resource").get("name").asString()).isEqualTo("book");
		alice.leave("/orders/book");
		this.orders.create("book");
		assertThat(alice.rest()).isEmpty();
	}

	@Test
	void recoversAfterACut() {
		RoomPass pass = this.tokens.pass("alice", "/orders/tea");
		RealtimeClient alice = this.clients.connect("alice");
		JoinOutcome first = alice.join("/orders/tea", pass.token(), pass.position());
		assertThat(first.recovered()).isTrue();
		alice.cut();
		this.orders.create("tea");
		RealtimeClient again = this.clients.connect("alice");
		assertThat(again.join("/orders/tea", pass.token(), first.position()).recovered()).isTrue();
		assertThat(List.of(again.await("realtime:resource").text("action"))).containsExactly("created");
	}

	@Test
	void connectsWithClaims() {
		RealtimeClient staff = this.clients
			.connectWithToken(this.testTokens.connection("alice", Map.of("role", "warehouse")));
		assertThat(staff.join("/warehouse").joined()).isTrue();
		assertThat(this.clients.connect("bob").join("/warehouse").code()).isEqualTo("forbidden");
	}

	@Test
	void refusesWhatHasExpired() {
		String expired = this.testTokens.expiredConnection("alice");
		assertThatThrownBy(() -> this.clients.connectWithToken(expired)).hasMessageContaining("token_expired");
		RealtimeClient alice = this.clients.connect("alice");
		assertThat(alice.join("/private", this.testTokens.expiredRoom("alice", "/private"), null).code())
			.isEqualTo("token_expired");
		assertThat(alice.join("/private", this.testTokens.room("bob", "/private"), null).code())
			.isEqualTo("token_invalid");
		assertThat(alice.join("/private", this.testTokens.room("alice", "/private"), null).joined()).isTrue();
	}

	@Test
	void saysWhyAConnectionIsRefused() {
		assertThatThrownBy(() -> this.clients.connectWithToken("nonsense")).isInstanceOf(AssertionError.class)
			.hasMessageContaining("token_malformed");
	}

}
