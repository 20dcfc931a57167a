package dev.realtime;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.realtime.connection.ConnectionClosed;
import dev.realtime.join.RoomAccess;

import static org.assertj.core.api.Assertions.assertThat;

/** Remembers how connections ended, and lets in whom a test says. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
		exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
class ReliabilityApplication {

	private final Map<String, BlockingQueue<ConnectionClosed>> closed = new ConcurrentHashMap<>();

	final Map<String, Boolean> banned = new ConcurrentHashMap<>();

	volatile CountDownLatch asked = new CountDownLatch(0);

	volatile CountDownLatch answer = new CountDownLatch(0);

	@RoomAccess("/members/{room}")
	boolean members(String room, RealtimeUser user) throws InterruptedException {
		boolean allowed = !this.banned.containsKey(user.name());
		this.asked.countDown();
		assertThat(this.answer.await(10, TimeUnit.SECONDS)).isTrue();
		return allowed;
	}

	@EventListener
	void closed(ConnectionClosed event) {
		queue(event.user().name()).add(event);
	}

	private BlockingQueue<ConnectionClosed> queue(String user) {
		return this.closed.computeIfAbsent(user, (name) -> new LinkedBlockingQueue<>());
	}

	/** How this user's connection ended, once it has. */
	int closeCode(String user, int seconds) throws InterruptedException {
		ConnectionClosed event = queue(user).poll(seconds, TimeUnit.SECONDS);
		assertThat(event).as("the end of %s's connection", user).isNotNull();
		return event.code();
	}

	boolean isClosed(String user) {
		return !queue(user).isEmpty();
	}

}
