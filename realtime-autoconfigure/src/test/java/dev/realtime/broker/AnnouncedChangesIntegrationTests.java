package dev.realtime.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.Repository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.crud.CreateResult;
import dev.realtime.crud.CrudAutoConfiguration;
import dev.realtime.crud.CrudService;
import dev.realtime.crud.DeleteResult;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeDeleted;
import dev.realtime.crud.RealtimeResource;
import dev.realtime.crud.RealtimeUpdated;
import dev.realtime.crud.UpdateResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AnnouncedChangesIntegrationTests {

	@ParameterizedTest
	@EnumSource
	void announcesWhatAServiceChanges(Store store) {
		store.runner().run((context) -> {
			Notes notes = context.getBean(Notes.class);
			Note note = notes.create(new Note(7L, "first")).entity();
			notes.update(note.id, new Note(7L, "second"));
			notes.update(note.id, new Note(7L, "second"));
			notes.delete(note.id);
			notes.delete(note.id);
			WrittenPublications told = context.getBean(WrittenPublications.class);
			String path = "/boards/7/notes/" + note.id;
			assertThat(told.actions()).containsExactly("created " + path, "updated " + path, "deleted " + path);
			assertThat(told.json.get(0)).contains("\"id\":" + note.id, "\"text\":\"first\"");
			assertThat(told.json.get(1)).contains("\"text\":\"second\"");
			assertThat(told.events).allSatisfy((event) -> {
				assertThat(event.rooms()).containsExactly("/boards/7");
				assertThat(event.type()).isEqualTo("note");
			});
			assertThat(told.open).hasValue(0);
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
	void announcesAfterTheOuterCommit(Store store) {
		store.runner().run((context) -> {
			Notes notes = context.getBean(Notes.class);
			WrittenPublications told = context.getBean(WrittenPublications.class);
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				Note note = notes.create(new Note(7L, "first")).entity();
				notes.update(note.id, new Note(7L, "second"));
				Note gone = notes.create(new Note(7L, "gone")).entity();
				notes.delete(gone.id);
				assertThat(told.events).isEmpty();
			});
			assertThat(told.events).singleElement().extracting("action").isEqualTo("created");
			assertThat(told.json).singleElement().asString().contains("second");
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
	void announcesNothingThatIsRolledBack(Store store) {
		store.runner().run((context) -> {
			Notes notes = context.getBean(Notes.class);
			assertThatIllegalStateException().isThrownBy(() -> notes.createAndFail(new Note(7L, "x")));
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				notes.create(new Note(7L, "x"));
				status.setRollbackOnly();
			});
			assertThat(context.getBean(WrittenPublications.class).events).isEmpty();
			assertThat(ids(context)).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
	void announcesAnInnerTransactionByItself(Store store) {
		store.runner().run((context) -> {
			Notes notes = context.getBean(Notes.class);
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				notes.create(new Note(7L, "outer"));
				notes.createAnew(new Note(7L, "inner"));
				assertThat(context.getBean(WrittenPublications.class).json).singleElement()
					.asString()
					.contains("inner");
				status.setRollbackOnly();
			});
			assertThat(context.getBean(WrittenPublications.class).events).hasSize(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void hearsTransactionsOfClassesAndInterfaces(Store store) {
		store.runner().run((context) -> {
			Note note = new Note(7L, "by interface");
			context.getBean(Writes.class).write(note);
			assertThat(context.getBean(WrittenPublications.class).actions()).containsExactly("created null");
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
	void announcesEachCommittedChangeOnceAndNoOther(Store store) {
		store.runner().run((context) -> {
			Notes notes = context.getBean(Notes.class);
			Set<String> committed = ConcurrentHashMap.newKeySet();
			ExecutorService executor = Executors.newFixedThreadPool(8);
			try {
				List<Future<?>> runs = new ArrayList<>();
				for (int thread = 0; thread < 8; thread++) {
					int seed = thread;
					runs.add(executor.submit(() -> writeRandomly(notes, seed, committed)));
				}
				for (Future<?> run : runs) {
					run.get(120, TimeUnit.SECONDS);
				}
			}
			finally {
				executor.shutdownNow();
			}
			WrittenPublications told = context.getBean(WrittenPublications.class);
			List<String> paths = told.events.stream().map((event) -> String.valueOf(event.path())).toList();
			assertThat(paths).doesNotHaveDuplicates().hasSameSizeAs(committed).containsAll(committed);
			assertThat(ids(context)).hasSameSizeAs(committed);
			assertThat(told.open).hasValue(0);
		});
	}

	private static void writeRandomly(Notes notes, int seed, Set<String> committed) {
		Random random = new Random(seed);
		for (int call = 0; call < 1250; call++) {
			Note note = new Note((long) (call & 7), seed + "-" + call);
			try {
				Note written = random.nextInt(3) != 0 ? notes.create(note).entity() : notes.createAndFail(note);
				committed.add("/boards/" + written.boardId + "/notes/" + written.id);
			}
			catch (IllegalStateException ex) {
				assertThat(ex).hasMessage("refused");
			}
		}
	}

	private static List<Long> ids(ApplicationContext context) {
		return context.getBean(JdbcTemplate.class).queryForList("select id from note", Long.class);
	}

	enum Store {

		JPA(Jpa.class), JDBC(Jdbc.class), MEMORY(Memory.class);

		private final Class<?> configuration;

		Store(Class<?> configuration) {
			this.configuration = configuration;
		}

		ApplicationContextRunner runner() {
			ApplicationContextRunner runner = new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, JacksonAutoConfiguration.class,
						AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
				.withPropertyValues("spring.datasource.generate-unique-name=true",
						"spring.datasource.hikari.maximum-pool-size=20", "spring.jpa.hibernate.ddl-auto=create")
				.withBean(WrittenPublications.class)
				.withBean(Notes.class)
				.withBean(Writer.class)
				.withUserConfiguration(this.configuration);
			if (this != MEMORY) {
				runner = runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
						JdbcTemplateAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
						TransactionAutoConfiguration.class));
			}
			return (this == JPA) ? runner.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
					: runner;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Note.class)
	@EnableJpaRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = NoteRepository.class))
	static class Jpa {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = NoteRepository.class))
	static class Jdbc extends AbstractJdbcConfiguration {

		@Bean
		String schema(JdbcTemplate jdbc) {
			jdbc.execute("create table note (id bigint generated by default as identity primary key, version int,"
					+ " board_id bigint, text varchar(100))");
			return "created";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Memory {

		@Bean
		NoteStore store() {
			return new NotesInMemory();
		}

	}

	interface NoteStore {

		Note save(Note note);

		Optional<Note> findById(Long id);

		void delete(Note note);

	}

	interface NoteRepository extends Repository<Note, Long>, NoteStore {

	}

	static class NotesInMemory implements NoteStore {

		private final Map<Long, Note> notes = new ConcurrentHashMap<>();

		private final AtomicLong ids = new AtomicLong();

		@Override
		public Note save(Note note) {
			note.id = (note.id != null) ? note.id : this.ids.incrementAndGet();
			this.notes.put(note.id, note);
			return note;
		}

		@Override
		public Optional<Note> findById(Long id) {
			return Optional.ofNullable(this.notes.get(id));
		}

		@Override
		public void delete(Note note) {
			this.notes.remove(note.id);
		}

	}

	@Entity
	@jakarta.persistence.Table(name = "note")
	@Table("NOTE")
	static class Note {

		@Id
		@org.springframework.data.annotation.Id
		@GeneratedValue(strategy = GenerationType.IDENTITY)
		public @Nullable Long id;

		@Version
		public @Nullable Integer version;

		public @Nullable Long boardId;

		public @Nullable String text;

		Note() {
		}

		Note(Long boardId, String text) {
			this.boardId = boardId;
			this.text = text;
		}

	}

	@RealtimeResource(room = "/boards/{boardId}", path = "/boards/{boardId}/notes/{id}")
	static class Notes implements CrudService<Note, Long> {

		private final NoteStore store;

		Notes(NoteStore store) {
			this.store = store;
		}

		@Override
		@Transactional
		@RealtimeCreated
		public CreateResult<Note> create(Note item) {
			return CreateResult.of(this.store.save(item));
		}

		@Transactional
		@RealtimeCreated
		public Note createAndFail(Note item) {
			create(item);
			throw new IllegalStateException("refused");
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@RealtimeCreated
		public Note createAnew(Note item) {
			return this.store.save(item);
		}

		@Override
		@Transactional
		@RealtimeUpdated
		public UpdateResult<Note> update(Long id, Note item) {
			Note note = this.store.findById(id).orElseThrow();
			if (String.valueOf(note.text).equals(item.text)) {
				return UpdateResult.none();
			}
			note.text = item.text;
			return UpdateResult.of(this.store.save(note));
		}

		@Override
		@Transactional
		@RealtimeDeleted
		public DeleteResult<Note> delete(Long id) {
			Optional<Note> note = this.store.findById(id);
			note.ifPresent(this.store::delete);
			return note.map(DeleteResult::of).orElse(DeleteResult.none());
		}

		@Override
		public Optional<Note> get(Long id) {
			return this.store.findById(id);
		}

		@Override
		public Page<Note> list(Pageable pageable) {
			return new PageImpl<>(List.of());
		}

	}

	@Transactional
	interface Writes {

		@RealtimeCreated(room = "/boards/{boardId}")
		Note write(Note note);

	}

	static class Writer implements Writes {

		private final NoteStore store;

		Writer(NoteStore store) {
			this.store = store;
		}

		@Override
		public Note write(Note note) {
			return this.store.save(note);
		}

	}

}
