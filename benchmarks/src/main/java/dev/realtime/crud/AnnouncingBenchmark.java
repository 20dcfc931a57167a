package dev.realtime.crud;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.realtime.RealtimeEvent;

/**
 * What an announced call costs its caller, beside publishing by hand and beside a hit of
 * a cache. One listener hears the events; nothing is delivered.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AnnouncingBenchmark {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final Message message = new Message(7L, 42L, "hello");

	private final Messages messages;

	public AnnouncingBenchmark() {
		this.context.register(Application.class);
		this.context.refresh();
		this.messages = this.context.getBean(Messages.class);
	}

	@TearDown
	public void stop() {
		this.context.close();
	}

	@Benchmark
	public Object announced() {
		return this.messages.announced(this.message);
	}

	@Benchmark
	public Object byHand() {
		return this.messages.byHand(this.message);
	}

	@Benchmark
	public Object conditionFalse() {
		return this.messages.conditionFalse(this.message);
	}

	@Benchmark
	public Object comparisonFalse() {
		return this.messages.comparisonFalse(this.message);
	}

	@Benchmark
	public Object cacheHit() {
		return this.messages.cached(7L);
	}

	@Benchmark
	public Object plain() {
		return this.messages.plain(this.message);
	}

	/**
	 * What is announced.
	 *
	 * @param id its id
	 * @param channelId where it belongs
	 * @param text what it says
	 */
	public record Message(Long id, Long channelId, String text) {

	}

	/** Methods to compare. */
	public static class Messages {

		private final ApplicationEventPublisher events;

		public Messages(ApplicationEventPublisher events) {
			this.events = events;
		}

		@RealtimeCreated(room = "/channels/{channelId}", path = "/channels/{channelId}/messages/{id}")
		public Message announced(Message message) {
			return message;
		}

		public Message byHand(Message message) {
			this.events.publishEvent(RealtimeEvent.created("message", message)
				.withPath("/channels/" + message.channelId() + "/messages/" + message.id())
				.toRooms("/channels/" + message.channelId()));
			return message;
		}

		@RealtimeCreated(room = "/channels/{channelId}", condition = "text == 'draft'")
		public Message conditionFalse(Message message) {
			return message;
		}

		/** Of two kinds of numbers, which Spring's expressions cannot compile. */
		@RealtimeCreated(room = "/channels/{channelId}", condition = "id > 100")
		public Message comparisonFalse(Message message) {
			return message;
		}

		@Cacheable("messages")
		public Message cached(Long id) {
			return new Message(id, 42L, "hello");
		}

		public Message plain(Message message) {
			return message;
		}

	}

	/** Hears what is published. */
	public static class Listener {

		private long heard;

		@EventListener
		void on(RealtimeEvent event) {
			this.heard += event.rooms().size();
		}

		public long heard() {
			return this.heard;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@Import({ CrudAutoConfiguration.class, Messages.class, Listener.class })
	static class Application {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

}
