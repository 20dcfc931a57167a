package dev.realtime.test;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity(name = "orders")
class Order {

	@Id
	@GeneratedValue
	public Long id;

	public String name;

	protected Order() {
	}

	Order(String name) {
		this.name = name;
	}

}
