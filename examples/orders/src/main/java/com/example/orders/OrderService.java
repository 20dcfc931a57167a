package com.example.orders;

import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeUser;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeDeleted;
import dev.realtime.crud.RealtimeResource;
import dev.realtime.crud.RealtimeUpdated;
import dev.realtime.crud.UpdateResult;
import dev.realtime.join.RoomAccess;
import dev.realtime.rpc.RealtimeMethod;
import dev.realtime.rpc.RpcException;

/** Orders, which their customers and the warehouse see live. */
@Service
@Transactional
@RealtimeResource(room = { "/customers/{customer}/orders", "/warehouse" }, path = "/orders/{id}")
public class OrderService {

	private final OrderRepository orders;

	private final ApplicationEventPublisher events;

	OrderService(OrderRepository orders, ApplicationEventPublisher events) {
		this.orders = orders;
		this.events = events;
	}

	@RealtimeCreated
	public Order place(String customer, String article) {
		return this.orders.save(new Order(customer, article));
	}

	@RealtimeUpdated
	public UpdateResult<Order> ship(long id) {
		Optional<Order> order = this.orders.findById(id).filter((candidate) -> !candidate.isShipped());
		order.ifPresent((shipped) -> {
			shipped.ship();
			this.events.publishEvent(RealtimeEvent.named("ORDER:SHIPPED", id).toUsers(shipped.getCustomer()));
		});
		return order.map(UpdateResult::of).orElseGet(UpdateResult::none);
	}

	/** Customers cancel over the connection they have. */
	@RealtimeMethod("orders.cancel")
	@RealtimeDeleted
	public Optional<Order> cancel(Cancellation request, RealtimeUser user) {
		Order order = this.orders.findById(request.id())
			.filter((candidate) -> candidate.getCustomer().equals(user.name()))
			.orElseThrow(() -> new RpcException("not_found", "You have no such order"));
		this.orders.delete(order);
		return Optional.of(order);
	}

	@RoomAccess("/customers/{customer}/orders")
	public boolean isOneself(String customer, RealtimeUser user) {
		return customer.equals(user.name());
	}

	/** Staff is who the token server says so of, in the claim {@code role}. */
	@RoomAccess("/warehouse")
	public boolean isStaff(RealtimeUser user) {
		return "warehouse".equals(user.claims().get("role"));
	}

	public record Cancellation(long id) {
	}

}
