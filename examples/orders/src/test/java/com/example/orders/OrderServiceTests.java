package com.example.orders;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.test.RealtimeTest;
import dev.realtime.test.RecordedEvents;

import static org.assertj.core.api.Assertions.assertThat;

/** What is announced; every test is rolled back. */
@SpringBootTest
@RealtimeTest
@Transactional
class OrderServiceTests {

	@Autowired
	OrderService orders;

	@Autowired
	RecordedEvents events;

	@Test
	void tellsCustomerAndWarehouseOfAnOrder() {
		Order order = this.orders.place("ada", "loom");

		assertThat(this.events).created(Order.class).atPath("/orders/" + order.getId()).inRoom("/warehouse").once();
		assertThat(this.events).created(Order.class).inRoom("/customers/ada/orders").once();
	}

	@Test
	void tellsOnceThatAnOrderIsShipped() {
		Order order = this.orders.place("ada", "loom");
		this.orders.ship(order.getId());
		this.orders.ship(order.getId());

		assertThat(this.events).updated(Order.class).inRoom("/warehouse").once();
		assertThat(this.events).named("ORDER:SHIPPED").toUser("ada").once();
	}

}
