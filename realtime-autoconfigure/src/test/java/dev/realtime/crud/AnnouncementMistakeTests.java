package dev.realtime.crud;

import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.PriorityOrdered;

import dev.realtime.broker.AfterCommitAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AnnouncementMistakeTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(AopAutoConfiguration.class, AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class));

	@ParameterizedTest
	@MethodSource
	void failsTheStart(Class<?> bean, String where, String problem, String remedy) {
		this.runner.withBean("messages", bean).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new InvalidAnnouncementFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("Bean 'messages'", bean.getSimpleName() + ".", where,
					problem);
			assertThat(analysis.getAction()).contains(remedy);
			assertThat(analysis.getCause()).hasMessageContaining(problem).hasMessageContaining(remedy);
		});
	}

	static Stream<Arguments> failsTheStart() {
		return Stream.of(
				arguments(UnknownProperty.class, "@RealtimeCreated room", "Message has no property 'chanelId'",
						"Did you mean 'channelId'?"),
				arguments(UnknownPathProperty.class, "@RealtimeCreated path", "Message has no property 'uid'",
						"Did you mean 'id'?"),
				arguments(UnknownResourceProperty.class, "@RealtimeCreated resource", "Message has no property 'txt'",
						"Did you mean 'text'?"),
				arguments(UnknownConditionProperty.class, "@RealtimeCreated condition",
						"Message has no property 'urgent'", "Name a public property"),
				arguments(NoCondition.class, "@RealtimeCreated", "condition 'text' is a String, not true or false",
						"Compare"),
				arguments(UnknownArgument.class, "room", "there is no argument 'channel'", "#channelId"),
				arguments(Unclosed.class, "room", "'{' is never closed", "Close the part with '}'"),
				arguments(NoRoom.class, "@RealtimeCreated", "no room is told", "@RealtimeResource"),
				arguments(NoRoomName.class, "room", "not that of a room name", "starts with '/'"),
				arguments(UnknownBean.class, "room", "there is no bean named 'nobody'", "@Component(\"nobody\")"),
				arguments(NoEntity.class, "room", "there is no entity that 'channelId'", "Write #channelId"),
				arguments(CreatedByDelete.class, "@RealtimeCreated", "returns DeleteResult never does",
						"Return CreateResult"),
				arguments(UpdatedByCreate.class, "@RealtimeUpdated", "returns CreateResult never does",
						"Return UpdateResult"),
				arguments(DeletedBySave.class, "@RealtimeDeleted", "returns SaveResult never does",
						"Return DeleteResult"),
				arguments(SavedByDelete.class, "@RealtimeSaved", "returns DeleteResult never does",
						"Return SaveResult"),
				arguments(CreatedByVoid.class, "@RealtimeCreated", "returns no entity to announce",
						"Return the entity"),
				arguments(DeletedWithoutId.class, "@RealtimeDeleted", "returns no entity to announce", "resource"),
				arguments(DeletedWithoutType.class, "@RealtimeDeleted", "no entity whose class could name",
						"type = \"message\""),
				arguments(ReturnsStream.class, "@RealtimeCreated", "can be read only once", "Return a List"),
				arguments(ReturnsIterator.class, "@RealtimeCreated", "can be read only once", "Return a List"),
				arguments(ReturnsFuture.class, "@RealtimeCreated", "does not tell here when", "CompletableFuture"),
				arguments(ReturnsCallable.class, "@RealtimeCreated", "does not tell here when", "CompletableFuture"),
				arguments(ReturnsPublisher.class, "@RealtimeCreated", "does not tell here when", "Mono or a Flux"),
				arguments(FinalMethod.class, "create(Message)", "cannot override a final method", "not final"),
				arguments(PrivateMethod.class, "create(Message)", "private method is called without Spring",
						"not private"),
				arguments(StaticMethod.class, "create(Message)", "static method is called without Spring",
						"instance method"),
				arguments(FinalClass.class, "create(Message)", "a final class cannot be proxied", "not final"),
				arguments(RecordClass.class, "create(Message)", "a record cannot be proxied", "not final"),
				arguments(Suspending.class, "create(Message, Continuation)", "Kotlin suspend function", "Mono"),
				arguments(Inherited.class, "room", "Message has no property 'chanel'", "Did you mean 'channelId'?"));
	}

	@Test
	void marksThePositionInTheTemplate() {
		this.runner.withBean("messages", UnknownProperty.class).run((context) -> {
			FailureAnalysis analysis = new InvalidAnnouncementFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("    /channels/{chanelId}\n               ^ position 11");
		});
	}

	@Test
	void failsForALazyBean() {
		this.runner
			.withBean("messages", UnknownProperty.class, UnknownProperty::new,
					(definition) -> definition.setLazyInit(true))
			.run((context) -> assertThat(context).hasFailed());
		this.runner.withUserConfiguration(Lazies.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("Bean 'lazy'"));
	}

	@Test
	void failsForABeanThatIsCreatedLater() {
		this.runner
			.withBean("messages", UnknownProperty.class, UnknownProperty::new,
					(definition) -> definition.setScope("prototype"))
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void failsForABeanThatNoProxyIsMadeFor() {
		this.runner.withUserConfiguration(TooEarly.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("created before proxies could be made")
				.hasMessageContaining("@Lazy"));
	}

	@Test
	void failsForAMethodThatNoInterfaceHas() {
		this.runner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean("messages", BesideInterface.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("none of which has this method")
				.hasMessageContaining("proxy-target-class=true"));
	}

	@Test
	void looksAtNothingWhenDisabled() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.withBean("messages", UnknownProperty.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(Announcements.class);
				assertThat(context.getBean(UnknownProperty.class)).isExactlyInstanceOf(UnknownProperty.class);
			});
	}

	static class UnknownProperty {

		@RealtimeCreated(room = "/channels/{chanelId}")
		public Message create(Message item) {
			return item;
		}

	}

	static class UnknownPathProperty {

		@RealtimeCreated(room = "/channels/{channelId}", path = "/messages/{uid}")
		public Optional<CreateResult<Message>> create(Message item) {
			return Optional.of(CreateResult.of(item));
		}

	}

	static class UnknownResourceProperty {

		@RealtimeCreated(room = "/channels/{channelId}", resource = "txt")
		public CompletableFuture<Message> create(Message item) {
			return CompletableFuture.completedFuture(item);
		}

	}

	static class UnknownConditionProperty {

		@RealtimeCreated(room = "/channels/{channelId}", condition = "urgent")
		public Message create(Message item) {
			return item;
		}

	}

	static class NoCondition {

		@RealtimeCreated(room = "/channels/{channelId}", condition = "text")
		public Message create(Message item) {
			return item;
		}

	}

	static class UnknownArgument {

		@RealtimeCreated(room = "/channels/{#channel}")
		public Message create(Long channelId, Message item) {
			return item;
		}

	}

	static class Unclosed {

		@RealtimeCreated(room = "/channels/{channelId")
		public Message create(Message item) {
			return item;
		}

	}

	static class NoRoom {

		@RealtimeCreated
		public Message create(Message item) {
			return item;
		}

	}

	static class NoRoomName {

		@RealtimeCreated(room = "channels/{channelId}")
		public Message create(Message item) {
			return item;
		}

	}

	static class UnknownBean {

		@RealtimeCreated(room = "{@nobody.of(#root)}")
		public Message create(Message item) {
			return item;
		}

	}

	static class NoEntity {

		@RealtimeDeleted(room = "/channels/{channelId}", type = "message")
		public void delete(Long id, Long channelId) {
		}

	}

	static class CreatedByDelete {

		@RealtimeCreated(room = "/channels/{channelId}")
		public DeleteResult<Message> create(Message item) {
			return DeleteResult.of(item);
		}

	}

	static class UpdatedByCreate {

		@RealtimeUpdated(room = "/channels/{channelId}")
		public CreateResult<Message> create(Message item) {
			return CreateResult.of(item);
		}

	}

	static class DeletedBySave {

		@RealtimeDeleted(room = "/channels/{channelId}")
		public SaveResult<Message> create(Message item) {
			return SaveResult.updated(item);
		}

	}

	static class SavedByDelete {

		@RealtimeSaved(room = "/channels/{channelId}")
		public DeleteResult<Message> create(Message item) {
			return DeleteResult.of(item);
		}

	}

	static class CreatedByVoid {

		@RealtimeCreated(room = "/channels/{#item.channelId}")
		public void create(Message item) {
		}

	}

	static class DeletedWithoutId {

		@RealtimeDeleted(room = "/channels", type = "message")
		public void deleteAll() {
		}

	}

	static class DeletedWithoutType {

		@RealtimeDeleted(room = "/channels")
		public void delete(Long id) {
		}

	}

	static class ReturnsStream {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Stream<Message> create(Message item) {
			return Stream.of(item);
		}

	}

	static class ReturnsIterator {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Optional<Iterator<Message>> create(Message item) {
			return Optional.empty();
		}

	}

	static class ReturnsFuture {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Future<Message> create(Message item) {
			return CompletableFuture.completedFuture(item);
		}

	}

	static class ReturnsCallable {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Callable<Message> create(Message item) {
			return () -> item;
		}

	}

	static class ReturnsPublisher {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Publisher<Message> create(Message item) {
			return (subscriber) -> {
			};
		}

	}

	static class FinalMethod {

		@RealtimeCreated(room = "/channels/{channelId}")
		public final Message create(Message item) {
			return item;
		}

	}

	static class PrivateMethod {

		@RealtimeCreated(room = "/channels/{channelId}")
		private Message create(Message item) {
			return item;
		}

	}

	static class StaticMethod {

		@RealtimeCreated(room = "/channels/{channelId}")
		public static Message create(Message item) {
			return item;
		}

	}

	static final class FinalClass {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message create(Message item) {
			return item;
		}

	}

	record RecordClass() {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message create(Message item) {
			return item;
		}

	}

	static class Suspending {

		@RealtimeCreated(room = "/channels/{#item.channelId}")
		public Object create(Message item, Continuation<Message> continuation) {
			return item;
		}

	}

	interface Generic<T> {

		@RealtimeCreated(room = "/channels/{chanel}")
		T create(T item);

	}

	static class Inherited implements Generic<Message> {

		@Override
		public Message create(Message item) {
			return item;
		}

	}

	interface Reads {

		Message read();

	}

	static class BesideInterface implements Reads {

		@Override
		public Message read() {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message create(Message item) {
			return item;
		}

	}

	static class Good {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message create(Message item) {
			return item;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lazies {

		@Bean
		@Lazy
		UnknownProperty lazy() {
			return new UnknownProperty();
		}

		@Bean
		@Scope("prototype")
		Good good() {
			return new Good();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TooEarly {

		@Bean
		Good good() {
			return new Good();
		}

		@Bean
		static EarlyPostProcessor needsIt(Good good) {
			return new EarlyPostProcessor();
		}

	}

	/** Created before those that make proxies, as is all it needs. */
	static class EarlyPostProcessor implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return PriorityOrdered.HIGHEST_PRECEDENCE;
		}

	}

}
