package dev.realtime.test;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.RealtimeUser;
import dev.realtime.crud.CreateResult;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.join.RoomAccess;

@Service
class OrderService {

	private final Orders orders;

	OrderService(Orders orders) {
		this.orders = orders;
	}

	@Transactional
	@RealtimeCreated(room = "/orders/{name}")
	public CreateResult<Order> create(String name) {
		return CreateResult.of(this.orders.save(new Order(name)));
	}

	@RoomAccess("/warehouse")
	public boolean isStaff(RealtimeUser user) {
		return "warehouse".equals(user.claims().get("role"));
	}

	@RoomAccess("/orders/{name}")
	public boolean everybody(String name) {
		return true;
	}

}
