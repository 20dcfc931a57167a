package dev.realtime.crud;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import dev.realtime.PublicationFailed;
import dev.realtime.PublicationFailures;
import dev.realtime.RealtimeEvent;
import dev.realtime.broker.AfterCommitAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ExtendWith(OutputCaptureExtension.class)
class AnnouncementFailureTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
		.withBean(RecordedEvents.class)
		.withBean("messages", Messages.class);

	@Test
	void leavesTheCallAloneWhenAPartIsNull(CapturedOutput output) {
		this.runner.run((context) -> {
			Sent sent = new Sent(1L, null);
			assertThat(context.getBean(Messages.class).send(sent)).isSameAs(sent);
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.events).isEmpty();
			assertThat(recorded.failures).singleElement().satisfies((failure) -> {
				assertThat(failure.event().action()).isEqualTo(RealtimeEvent.CREATED);
				assertThat(failure.event().type()).isEqualTo("sent");
				assertThat(failure.event().resource()).isSameAs(sent);
				assertThat(failure.event().rooms()).isEmpty();
				assertThat(failure.cause()).hasMessageContaining("{channelId} is null or empty");
			});
			assertThat(context.getBean(PublicationFailures.class).count()).isOne();
		});
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("Bean 'messages'", "AnnouncementFailureTests.Messages.send(Sent)", "@RealtimeCreated",
					"'/channels/{channelId}'", "'condition'");
	}

	@Test
	void announcesTheOthersWhenOneFails() {
		this.runner.run((context) -> {
			context.getBean(Messages.class).sendAll(List.of(new Sent(1L, 1L), new Sent(2L, null), new Sent(3L, 3L)));
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.events).flatExtracting(RealtimeEvent::rooms)
				.containsExactly("/channels/1", "/channels/3", "/all/1", "/all/2", "/all/3");
			assertThat(recorded.failures).hasSize(1);
		});
	}

	@Test
	void leavesTheCallAloneWhenAnExpressionThrows() {
		this.runner.run((context) -> {
			Messages messages = context.getBean(Messages.class);
			assertThat(messages.failing(1L)).isEqualTo("done");
			assertThat(messages.failingLater(1L).join()).isEqualTo("done");
			assertThat(messages.failingCondition(1L)).isEqualTo("done");
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.events).isEmpty();
			assertThat(recorded.failures).hasSize(3)
				.extracting(PublicationFailed::cause)
				.allSatisfy((cause) -> assertThat(cause).hasStackTraceContaining("bean failed"));
		});
	}

	@Test
	void leavesTheCallAloneWhenAListenerThrows(CapturedOutput output) {
		this.runner.withBean(ThrowingListener.class).run((context) -> {
			Sent sent = new Sent(1L, 1L);
			assertThat(context.getBean(Messages.class).send(sent)).isSameAs(sent);
			assertThat(context.getBean(RecordedEvents.class).failures).singleElement()
				.extracting((failure) -> failure.event().rooms())
				.isEqualTo(List.of("/channels/1"));
		});
		assertThat(output).contains("a listener of this application failed");
	}

	@Test
	void survivesAListenerOfTheFailureThatThrowsToo() {
		this.runner.withBean(ThrowingFailureListener.class).run((context) -> {
			Sent sent = new Sent(1L, null);
			assertThat(context.getBean(Messages.class).send(sent)).isSameAs(sent);
		});
	}

	@Test
	void announcesNothingWhenTheMethodThrows() {
		this.runner.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Messages.class).refused(1L));
			assertThat(context.getBean(RecordedEvents.class).events).isEmpty();
			assertThat(context.getBean(RecordedEvents.class).failures).isEmpty();
		});
	}

	/**
	 * An entity for tests.
	 *
	 * @param id its id
	 * @param channelId where it belongs, if anywhere
	 */
	record Sent(@Nullable Long id, @Nullable Long channelId) {

	}

	static class Messages {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Sent send(Sent item) {
			return item;
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		@RealtimeCreated(room = "/all/{id}")
		public List<Sent> sendAll(List<Sent> items) {
			return items;
		}

		@RealtimeCreated(room = "{@messages.room(#id)}")
		public String failing(Long id) {
			return "done";
		}

		@RealtimeCreated(room = "{@messages.room(#id)}")
		public CompletableFuture<String> failingLater(Long id) {
			return CompletableFuture.completedFuture("done");
		}

		@RealtimeCreated(room = "/channels/{#id}", condition = "@messages.room(#id) == 'x'")
		public String failingCondition(Long id) {
			return "done";
		}

		@RealtimeCreated(room = "/channels/{#id}")
		public String refused(Long id) {
			throw new IllegalStateException("refused");
		}

		public String room(Long id) {
			throw new IllegalStateException("bean failed");
		}

	}

	static class ThrowingListener {

		@EventListener
		void on(RealtimeEvent event) {
			throw new IllegalStateException("listener");
		}

	}

	static class ThrowingFailureListener {

		@EventListener
		void on(PublicationFailed failure) {
			throw new IllegalStateException("listener");
		}

	}

}
