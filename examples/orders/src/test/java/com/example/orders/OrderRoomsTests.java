package com.example.orders;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import dev.realtime.test.RealtimeClient;
import dev.realtime.test.RealtimeClients;
import dev.realtime.test.RealtimeTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Who hears of it. */
@SpringBootTest
@RealtimeTest
class OrderRoomsTests {

	@Autowired
	OrderService orders;

	@Autowired
	RealtimeClients clients;

	@Test
	void showsCustomersTheirOwnOrdersAlone() {
		RealtimeClient ada = this.clients.connect("ada");
		assertThat(ada.join("/customers/ada/orders").joined()).isTrue();
		assertThat(ada.join("/warehouse").code()).isEqualTo("forbidden");
		RealtimeClient alan = this.clients.connect("alan");
		assertThat(alan.join("/customers/ada/orders").code()).isEqualTo("forbidden");

		Order order = this.orders.place("ada", "loom");

		assertThat(ada.await("created", "order").text("path")).isEqualTo("/orders/" + order.getId());
		assertThat(alan.rest()).isEmpty();
	}

	@Test
	void letsCustomersCancel() {
		Order order = this.orders.place("ada", "loom");
		RealtimeClient ada = this.clients.connect("ada");
		ada.join("/customers/ada/orders");
		RealtimeClient alan = this.clients.connect("alan");

		assertThat(alan.call("orders.cancel", Map.of("id", order.getId())).at("/error/code").asString())
			.isEqualTo("not_found");
		assertThat(ada.call("orders.cancel", Map.of("id", order.getId())).has("result")).isTrue();

		assertThat(ada.await("deleted", "order").text("actor")).isEqualTo("ada");
	}

}
