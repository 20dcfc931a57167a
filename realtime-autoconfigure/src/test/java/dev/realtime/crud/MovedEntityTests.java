package dev.realtime.crud;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.realtime.RealtimeEvent;
import dev.realtime.broker.AfterCommitAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MovedEntityTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
		.withBean(RecordedEvents.class)
		.withBean("tasks", Tasks.class);

	@Test
	void tellsRoomsLeftAndEntered() {
		this.runner.run((context) -> {
			context.getBean(Tasks.class)
				.update(new Task(1, List.of("a", "b"), "old"), new Task(1, List.of("b", "c"), "new"));
			assertThat(context.getBean(RecordedEvents.class).lines()).containsExactly(
					"deleted task /lists/a /old/1 seen old", "created task /lists/c /new/1 seen new",
					"updated task /lists/b /new/1 seen new");
			assertThat(context.getBean(RecordedEvents.class).events).extracting(RealtimeEvent::id)
				.doesNotHaveDuplicates();
		});
	}

	@Test
	void updatesWhereNothingMoved() {
		this.runner.run((context) -> {
			context.getBean(Tasks.class).update(new Task(1, List.of("a"), "old"), new Task(1, List.of("a"), "new"));
			context.getBean(Tasks.class).update(null, new Task(2, List.of("a"), "new"));
			assertThat(context.getBean(RecordedEvents.class).lines())
				.containsExactly("updated task /lists/a /new/1 seen new", "updated task /lists/a /new/2 seen new");
		});
	}

	@Test
	void warnsOfThePreviousEntityThatIsTheSame(CapturedOutput output) {
		this.runner.run((context) -> {
			Task task = new Task(1, List.of("a"), "new");
			context.getBean(Tasks.class).update(task, task);
			assertThat(context.getBean(RecordedEvents.class).lines())
				.containsExactly("updated task /lists/a /new/1 seen new");
		});
		assertThat(output).contains("WARN", "Bean 'tasks'", "the previous entity is the entity itself", "copy");
	}

	@Test
	void tellsWhereItIsAlthoughNobodyKnowsWhereItWas() {
		this.runner.run((context) -> {
			context.getBean(Tasks.class).update(new Task(1, List.of(), "old"), new Task(1, List.of("a"), "new"));
			RecordedEvents recorded = context.getBean(RecordedEvents.class);
			assertThat(recorded.lines()).containsExactly("updated task /lists/a /new/1 seen new");
			assertThat(recorded.failures).singleElement()
				.extracting((failure) -> failure.event().action())
				.isEqualTo(RealtimeEvent.DELETED);
		});
	}

	/**
	 * An entity in several rooms.
	 *
	 * @param id its id
	 * @param lists where it is
	 * @param state what state it is in
	 */
	record Task(long id, List<String> lists, String state) {

	}

	static class Tasks {

		@RealtimeUpdated(room = "/lists/{lists}", path = "/{state}/{id}", resource = "'seen ' + state")
		public UpdateResult<Task> update(@Nullable Task previous, Task item) {
			return (previous != null) ? UpdateResult.of(previous, item) : UpdateResult.of(item);
		}

	}

}
