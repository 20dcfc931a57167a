package dev.realtime.crud;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;

import dev.realtime.broker.AfterCommitAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class AnnouncedShapeTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
		.withBean(RecordedEvents.class)
		.withBean("rooms", Rooms.class);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			plain               | created message /channels/42 /channels/42/messages/1 m1
			nothing             |
			created             | created message /channels/42 null m1
			createdAs           | created note /channels/42 null m1
			typed               | created reply /channels/42 null m1
			updated             | updated message /channels/42 null m1
			updatedNone         |
			savedNew            | created message /channels/42 null m1
			savedOld            | updated message /channels/42 null m1
			savedSame           |
			savedPlain          | updated message /channels/42 null m1
			savedIfNew          | created message /channels/42 null m1
			deleted             | deleted message /channels/42 null m1
			deletedNone         |
			anyResult           | created message /channels/42 null m1
			optional            | created message /channels/42 null m1
			optionalEmpty       |
			optionalResult      | created message /channels/42/1 null m1
			list                | created message /channels/42 null m1;created message /channels/42 null m2
			listEmpty           |
			set                 | created message /channels/42 null m1
			iterable            | created message /channels/42 null m1;created message /channels/42 null m2
			array               | created message /channels/42 null m1;created message /channels/42 null m2
			page                | created message /channels/42 null m1;created message /channels/42 null m2
			slice               | created message /channels/42 null m1
			results             | created message /channels/42 null m1;created message /channels/42 null m2
			future              | created message /channels/42 null m1
			futureFailed        |
			futureResult        | created message /channels/42 null m1
			futureVoid          | deleted message /channels/7 null 7
			mono                | created message /channels/42 null m1
			monoEmpty           |
			monoFailed          |
			monoVoid            | deleted message /channels/7 null 7
			monoResponse        | deleted message /channels/7 null 7
			flux                | created message /channels/42 null m1;created message /channels/42 null m2
			fluxFailed          |
			response            | created message /channels/42 null m1
			responseRefused     |
			responseVoid        | deleted message /channels/7 null 7
			responseVoidRefused |
			voidDelete          | deleted message /channels/7 null 7
			voidDeleteFirst     | deleted message /channels/7 null 7
			flagTrue            | deleted message /channels/7 null 7
			flagFalse           |
			voidResource        | updated message /channels/7 null renamed
			condition           | created message /channels/42 null m1
			conditionFalse      |
			conditionNull       |
			resource            | created message /channels/42 null hi
			resourceBean        | created message /channels/42 null view of m1
			argument            | created message /channels/7 null m1
			result              | created message /results/message null m1
			several             | created message /a/1,/b/42 null m1
			collection          | created message /users/ada,/users/bob null m1
			wholeNames          | created message /whole/1,/whole/2 null m1
			map                 | created channel /channels/42 null {id=42}
			kotlinStyle         | created kotlin /flags/true null k
			repeated            | created message /a/1 null m1;created message /b/1 null m1
			mixed               | created message /a/1 null m1;updated message /b/1 null m1
			meta                | created message /meta/1 null m1
			metaAttribute       | created message /alias/1 null m1
			""")
	void announces(String method, @Nullable String events) {
		this.runner.withBean(Shapes.class).run((context) -> {
			Object result = call(context.getBean(Shapes.class), method, 7L, "renamed");
			settle(result);
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.failures).isEmpty();
			assertThat(recorded.lines()).containsExactly((events != null) ? events.split(";") : new String[0]);
		});
	}

	@ParameterizedTest
	@CsvSource({ "future", "list", "optional", "array", "page", "response", "created", "plain" })
	void leavesTheResultUntouched(String method) {
		this.runner.withBean(Shapes.class).run((context) -> {
			Shapes shapes = context.getBean(Shapes.class);
			Object result = call(shapes, method, 7L, "renamed");
			assertThat(shapes.returned()).isSameAs(result);
		});
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void doesNotSubscribe(boolean flux) {
		this.runner.withBean(Shapes.class).run((context) -> {
			Object result = call(context.getBean(Shapes.class), flux ? "flux" : "mono", 7L, "renamed");
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.events).isEmpty();
			settle(result);
			settle(result);
			assertThat(recorded.events).hasSize(flux ? 4 : 2);
		});
	}

	private static Object call(Shapes shapes, String name, Long id, String text) {
		var method = ReflectionUtils.findMethod(Shapes.class, name, Long.class, String.class);
		ReflectionUtils.makeAccessible(method);
		return ReflectionUtils.invokeMethod(method, shapes, id, text);
	}

	private static void settle(Object result) {
		if (result instanceof Mono<?> mono) {
			mono.onErrorComplete().block();
		}
		else if (result instanceof Flux<?> flux) {
			flux.onErrorComplete().blockLast();
		}
	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@RealtimeCreated(room = "/meta/{id}")
	@interface MetaCreated {

		@AliasFor(annotation = RealtimeCreated.class, attribute = "room")
		String[] to() default "/meta/{id}";

	}

	static class Rooms {

		public List<String> of(Message message) {
			return List.of("/whole/1", "/whole/2");
		}

		public String view(Message message) {
			return "view of " + message;
		}

	}

	/** What Kotlin makes of {@code val isFlag}. */
	static class Kotlin {

		public boolean isFlag() {
			return true;
		}

		@Override
		public String toString() {
			return "k";
		}

	}

	static class Shapes {

		private @Nullable Object returned;

		@Nullable Object returned() {
			return this.returned;
		}

		private <R> R remember(R result) {
			this.returned = result;
			return result;
		}

		@RealtimeCreated(room = "/channels/{channelId}", path = "/channels/{channelId}/messages/{id}")
		public Message plain(Long id, String text) {
			return remember(Message.of(1));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public @Nullable Message nothing(Long id, String text) {
			return null;
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public CreateResult<Message> created(Long id, String text) {
			return remember(CreateResult.of(Message.of(1)));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public CreateResult<Message> createdAs(Long id, String text) {
			return CreateResult.of("note", Message.of(1));
		}

		@RealtimeCreated(room = "/channels/{channelId}", type = "reply")
		public CreateResult<Message> typed(Long id, String text) {
			return CreateResult.of(Message.of(1));
		}

		@RealtimeUpdated(room = "/channels/{channelId}")
		public UpdateResult<Message> updated(Long id, String text) {
			return UpdateResult.of(Message.of(1));
		}

		@RealtimeUpdated(room = "/channels/{channelId}")
		public UpdateResult<Message> updatedNone(Long id, String text) {
			return UpdateResult.none();
		}

		@RealtimeSaved(room = "/channels/{channelId}")
		public SaveResult<Message> savedNew(Long id, String text) {
			return SaveResult.created(Message.of(1));
		}

		@RealtimeSaved(room = "/channels/{channelId}")
		public SaveResult<Message> savedOld(Long id, String text) {
			return SaveResult.updated(Message.of(1));
		}

		@RealtimeSaved(room = "/channels/{channelId}")
		public SaveResult<Message> savedSame(Long id, String text) {
			return SaveResult.unchanged(Message.of(1));
		}

		@RealtimeSaved(room = "/channels/{channelId}")
		public Message savedPlain(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		@RealtimeUpdated(room = "/never/{channelId}")
		public SaveResult<Message> savedIfNew(Long id, String text) {
			return SaveResult.created(Message.of(1));
		}

		@RealtimeDeleted(room = "/channels/{channelId}")
		public DeleteResult<Message> deleted(Long id, String text) {
			return DeleteResult.of(Message.of(1));
		}

		@RealtimeDeleted(room = "/channels/{channelId}")
		public DeleteResult<Message> deletedNone(Long id, String text) {
			return DeleteResult.none();
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		@RealtimeDeleted(room = "/never/{channelId}")
		public CrudResult<Message> anyResult(Long id, String text) {
			return CreateResult.of(Message.of(1));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Optional<Message> optional(Long id, String text) {
			return remember(Optional.of(Message.of(1)));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Optional<Message> optionalEmpty(Long id, String text) {
			return Optional.empty();
		}

		@RealtimeCreated(room = "/channels/{channelId}/{#result.id}")
		public Optional<Message> optionalResult(Long id, String text) {
			return Optional.of(Message.of(1));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public List<Message> list(Long id, String text) {
			return remember(Arrays.asList(Message.of(1), null, Message.of(2)));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public List<Message> listEmpty(Long id, String text) {
			return new ArrayList<>();
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Set<Message> set(Long id, String text) {
			return Set.of(Message.of(1));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Iterable<Message> iterable(Long id, String text) {
			List<Message> messages = List.of(Message.of(1), Message.of(2));
			return messages::iterator;
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message[] array(Long id, String text) {
			return remember(new Message[] { Message.of(1), Message.of(2) });
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Page<Message> page(Long id, String text) {
			return remember(new PageImpl<>(List.of(Message.of(1), Message.of(2))));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Slice<Message> slice(Long id, String text) {
			return new SliceImpl<>(List.of(Message.of(1)), Pageable.unpaged(), true);
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public List<CreateResult<Message>> results(Long id, String text) {
			return List.of(CreateResult.of(Message.of(1)), CreateResult.of(Message.of(2)));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public CompletableFuture<Message> future(Long id, String text) {
			return remember(CompletableFuture.completedFuture(Message.of(1)));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public CompletionStage<Message> futureFailed(Long id, String text) {
			return CompletableFuture.failedFuture(new IllegalStateException());
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public CompletionStage<Optional<CreateResult<Message>>> futureResult(Long id, String text) {
			return CompletableFuture.completedFuture(Optional.of(CreateResult.of(Message.of(1))));
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public CompletableFuture<Void> futureVoid(Long id, String text) {
			return CompletableFuture.completedFuture(null);
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Mono<Message> mono(Long id, String text) {
			return Mono.just(Message.of(1));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Mono<Message> monoEmpty(Long id, String text) {
			return Mono.empty();
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Mono<Message> monoFailed(Long id, String text) {
			return Mono.error(new IllegalStateException());
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public Mono<Void> monoVoid(Long id, String text) {
			return Mono.empty();
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public Mono<ResponseEntity<Void>> monoResponse(Long id, String text) {
			return Mono.just(ResponseEntity.noContent().build());
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Flux<Message> flux(Long id, String text) {
			return Flux.just(Message.of(1), Message.of(2));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Flux<Message> fluxFailed(Long id, String text) {
			return Flux.concat(Flux.just(Message.of(1)), Flux.error(new IllegalStateException()));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public ResponseEntity<Message> response(Long id, String text) {
			return remember(ResponseEntity.ok(Message.of(1)));
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public ResponseEntity<Message> responseRefused(Long id, String text) {
			return ResponseEntity.badRequest().body(Message.of(1));
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public ResponseEntity<Void> responseVoid(Long id, String text) {
			return ResponseEntity.noContent().build();
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public ResponseEntity<Void> responseVoidRefused(Long id, String text) {
			return ResponseEntity.notFound().build();
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public void voidDelete(Long id, String text) {
		}

		@RealtimeDeleted(room = "/channels/{#number}", type = "message")
		public void voidDeleteFirst(Long number, String text) {
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public boolean flagTrue(Long id, String text) {
			return true;
		}

		@RealtimeDeleted(room = "/channels/{#id}", type = "message")
		public Boolean flagFalse(Long id, String text) {
			return false;
		}

		@RealtimeUpdated(room = "/channels/{#id}", type = "message", resource = "#text")
		public void voidResource(Long id, String text) {
		}

		@RealtimeCreated(room = "/channels/{channelId}", condition = "id == 1 and #id == 7")
		public Message condition(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{channelId}", condition = "id > 1")
		public Message conditionFalse(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{channelId}", condition = "#user?.name == 'ada' ? true : null")
		public Message conditionNull(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{channelId}", resource = "text")
		public Message resource(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{channelId}", resource = "@rooms.view(#root)")
		public Message resourceBean(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{#id}")
		public Message argument(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/results/{#result.type}")
		public CreateResult<Message> result(Long id, String text) {
			return CreateResult.of(Message.of(1));
		}

		@RealtimeCreated(room = { "/a/{id}", "/b/{channelId}", "/a/{id}" })
		public Message several(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/users/{{'ada', 'bob'}}")
		public Message collection(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "{@rooms.of(#root)}")
		public Message wholeNames(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/channels/{id}", type = "channel")
		public Map<String, Object> map(Long id, String text) {
			return new LinkedHashMap<>(Map.of("id", 42));
		}

		@RealtimeCreated(room = "/flags/{isFlag}")
		public Kotlin kotlinStyle(Long id, String text) {
			return new Kotlin();
		}

		@RealtimeCreated(room = "/a/{id}")
		@RealtimeCreated(room = "/b/{id}")
		public Message repeated(Long id, String text) {
			return Message.of(1);
		}

		@RealtimeCreated(room = "/a/{id}")
		@RealtimeUpdated(room = "/b/{id}")
		public Message mixed(Long id, String text) {
			return Message.of(1);
		}

		@MetaCreated
		public Message meta(Long id, String text) {
			return Message.of(1);
		}

		@MetaCreated(to = "/alias/{id}")
		public Message metaAttribute(Long id, String text) {
			return Message.of(1);
		}

	}

}
