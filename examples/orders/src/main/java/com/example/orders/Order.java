package com.example.orders;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "orders")
public class Order {

	@Id
	@GeneratedValue
	private Long id;

	private String customer;

	private String article;

	private boolean shipped;

	protected Order() {
	}

	public Order(String customer, String article) {
		this.customer = customer;
		this.article = article;
	}

	void ship() {
		this.shipped = true;
	}

	public Long getId() {
		return this.id;
	}

	public String getCustomer() {
		return this.customer;
	}

	public String getArticle() {
		return this.article;
	}

	public boolean isShipped() {
		return this.shipped;
	}

}
