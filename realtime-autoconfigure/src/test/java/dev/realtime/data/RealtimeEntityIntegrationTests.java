package dev.realtime.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.event.EventListener;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.core.support.AbstractRepositoryMetadata;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.realtime.PublicationFailed;
import dev.realtime.RealtimeEvent;
import dev.realtime.RoomsOutdated;
import dev.realtime.broker.AfterCommitAutoConfiguration;
import dev.realtime.crud.CrudAutoConfiguration;
import dev.realtime.crud.RealtimeUpdated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RealtimeEntityIntegrationTests {

	@ParameterizedTest
	@EnumSource
	void announcesSavesAndDeletes(Store store) {
		store.run((tags, heard) -> {
			Tag tag = tags.save(new Tag(7L, "a"));
			tag.name = "b";
			tags.save(tag);
			List<Tag> more = new ArrayList<>();
			tags.saveAll(List.of(new Tag(8L, "c"), tag)).forEach(more::add);
			tags.delete(tag);
			Long id = more.get(0).id;
			assertThat(heard.lines()).containsExactly("created /boards/7 /tags/" + tag.id,
					"updated /boards/7 /tags/" + tag.id, "created /boards/8 /tags/" + id,
					"updated /boards/7 /tags/" + tag.id, "deleted /boards/7 /tags/" + tag.id);
			assertThat(heard.inTransaction).doesNotContain(false);
		});
	}

	@ParameterizedTest
	@EnumSource
	void readsWhatIsDeletedById(Store store) {
		store.run((tags, heard) -> {
			List<Tag> stored = tags.saveAll(List.of(new Tag(1L, "a"), new Tag(2L, "b"), new Tag(3L, "c")));
			heard.events.clear();
			tags.deleteById(stored.get(0).id);
			tags.deleteAllById(List.of(stored.get(1).id, stored.get(2).id));
			assertThat(heard.lines()).containsExactly("deleted /boards/1 /tags/" + stored.get(0).id,
					"deleted /boards/2 /tags/" + stored.get(1).id, "deleted /boards/3 /tags/" + stored.get(2).id);
		});
	}

	@ParameterizedTest
	@EnumSource
	void tellsRoomsToFetchAgainWhenEverythingIsDeleted(Store store) {
		store.run((tags, heard) -> {
			tags.saveAll(List.of(new Tag(1L, "a"), new Tag(2L, "b"), new Tag(1L, "c")));
			heard.events.clear();
			tags.deleteAll();
			assertThat(heard.events).singleElement().satisfies((event) -> {
				assertThat(event.name()).isEqualTo(RealtimeEvent.RESYNC);
				assertThat(event.rooms()).containsExactlyInAnyOrder("/boards/1", "/boards/2");
			});
			assertThat(tags.findAll()).isEmpty();
		});
	}

	@Test
	void announcesDerivedDeletesAsFarAsTheyTell() {
		Store.JPA.run((tags, heard) -> {
			Tag tag = tags.save(new Tag(1L, "a"));
			tags.save(new Tag(2L, "b"));
			heard.events.clear();
			tags.delete(new Tag(9L, "never stored"));
			assertThat(heard.events).isEmpty();
			((JpaTags) tags).deleteByName("a");
			assertThat(heard.lines()).containsExactly("deleted /boards/1 /tags/" + tag.id);
		});
	}

	@ParameterizedTest
	@EnumSource
	void readsWhatCanBeReadOnlyOnce(Store store) {
		store.run((tags, heard) -> {
			tags.saveAll(Stream.of(new Tag(1L, "a"), new Tag(2L, "b"))::iterator);
			assertThat(heard.events).extracting(RealtimeEvent::action).containsExactly("created", "created");
			assertThat(tags.findAll()).hasSize(2);
		});
	}

	@Test
	void deletesNothingThatIsGone() {
		Store.JPA.run((tags, heard) -> {
			Tag tag = tags.save(new Tag(1L, "a"));
			tags.deleteById(tag.id);
			heard.events.clear();
			tags.delete(tag);
			tags.deleteAll(List.of(tag));
			tags.deleteById(tag.id);
			assertThat(heard.events).isEmpty();
		});
	}

	@Test
	void looksWhetherAnAssignedIdIsNew() {
		Store.JPA.runner().withUserConfiguration(Assigned.class).run((context) -> {
			Labels labels = context.getBean(Labels.class);
			Heard heard = context.getBean(Heard.class);
			labels.save(new Label("a", "/one"));
			labels.saveAll(List.of(new Label("a", "/two"), new Label("b", "/two")));
			assertThat(heard.lines()).containsExactly("created /one a", "updated /two a", "created /two b");
		});
	}

	@Test
	void tellsEveryRoomThatCouldHaveRowsThatAreDeletedUnread() {
		Store.JPA.run((tags, heard) -> {
			tags.saveAll(List.of(new Tag(1L, "a"), new Tag(2L, "a"), new Tag(3L, "b")));
			heard.events.clear();
			assertThat(((JpaTags) tags).removeByName("a")).isEqualTo(2);
			((JpaTags) tags).deleteAllInBatch();
			assertThat(heard.events).isEmpty();
			assertThat(heard.failures).isEmpty();
			assertThat(heard.outdated).hasSize(2)
				.allSatisfy((outdated) -> assertThat(outdated.names()).accepts("/boards/1").rejects("/news"));
		});
	}

	@Test
	void tellsTheRoomsThatADerivedDeleteNames() {
		Store.JPA.run((tags, heard) -> {
			tags.saveAll(List.of(new Tag(1L, "a"), new Tag(2L, "b"), new Tag(3L, "c"), new Tag(4L, "c")));
			heard.events.clear();
			((JpaTags) tags).deleteByBoardIdAndNameNot(1L, "x");
			((JpaTags) tags).removeByBoardIdIn(List.of(2L, 3L));
			((JpaTags) tags).deleteByBoardIdOrName(5L, "nobody");
			assertThat(heard.events).extracting(RealtimeEvent::name)
				.containsExactly(RealtimeEvent.RESYNC, RealtimeEvent.RESYNC);
			assertThat(heard.events).extracting(RealtimeEvent::rooms)
				.containsExactly(List.of("/boards/1"), List.of("/boards/2", "/boards/3"));
			assertThat(heard.failures).isEmpty();
			assertThat(tags.findAll()).hasSize(1);
		});
	}

	@Test
	void warnsWhereNobodyCanNameTheRoomsOfRowsThatAreDeletedUnread() {
		Store.JPA.runner().withUserConfiguration(Assigned.class).run((context) -> {
			Labels labels = context.getBean(Labels.class);
			Heard heard = context.getBean(Heard.class);
			labels.save(new Label("a", "/one"));
			heard.events.clear();
			labels.deleteAllInBatch();
			assertThat(heard.events).isEmpty();
			assertThat(heard.outdated).isEmpty();
			assertThat(heard.failures).singleElement()
				.extracting(PublicationFailed::cause)
				.asString()
				.contains("publish RealtimeEvent.resync()");
		});
	}

	@Test
	void refusesAReactiveRepository() {
		assertThatThrownBy(
				() -> AnnouncedRepositories.refuseReactive(AbstractRepositoryMetadata.getMetadata(ReactiveTags.class)))
			.hasMessageContaining("Tag, @RealtimeEntity")
			.hasMessageContaining("ReactiveTags is a reactive one")
			.hasMessageContaining("@RealtimeSaved");
		AnnouncedRepositories.refuseReactive(AbstractRepositoryMetadata.getMetadata(JpaTags.class));
	}

	@Test
	void announcesAnnotatedMethodsOfARepository() {
		Store.JPA.run((tags, heard) -> {
			tags.save(new Tag(1L, "a"));
			heard.events.clear();
			assertThat(((JpaTags) tags).findByName("a")).hasSize(1);
			assertThat(heard.lines()).containsExactly("updated /names/a/a null");
		});
	}

	@Test
	void failsTheStartForATemplateThatCannotWork() {
		Store.JPA.runner().withUserConfiguration(Misspelled.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasStackTraceContaining("Entity ")
				.hasStackTraceContaining("Typo")
				.hasStackTraceContaining("@RealtimeEntity room")
				.hasStackTraceContaining("Did you mean 'boardId'?");
		});
	}

	enum Store {

		JPA(Jpa.class), JDBC(Jdbc.class);

		private final Class<?> configuration;

		Store(Class<?> configuration) {
			this.configuration = configuration;
		}

		ApplicationContextRunner runner() {
			ApplicationContextRunner runner = new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
						JdbcTemplateAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
						TransactionAutoConfiguration.class, AfterCommitAutoConfiguration.class,
						CrudAutoConfiguration.class, DataAutoConfiguration.class))
				.withPropertyValues("spring.datasource.generate-unique-name=true",
						"spring.jpa.hibernate.ddl-auto=create")
				.withBean(Heard.class);
			return (this == JPA) ? runner.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
					: runner;
		}

		void run(Scenario scenario) {
			runner().withUserConfiguration(this.configuration)
				.run((context) -> scenario.run(context.getBean(Tags.class), context.getBean(Heard.class)));
		}

	}

	interface Scenario {

		void run(Tags tags, Heard heard);

	}

	static class Heard {

		final List<RealtimeEvent> events = new CopyOnWriteArrayList<>();

		final List<PublicationFailed> failures = new CopyOnWriteArrayList<>();

		final List<RoomsOutdated> outdated = new CopyOnWriteArrayList<>();

		final List<Boolean> inTransaction = new CopyOnWriteArrayList<>();

		@EventListener
		void on(RealtimeEvent event) {
			this.events.add(event);
			this.inTransaction.add(TransactionSynchronizationManager.isActualTransactionActive());
		}

		@EventListener
		void on(RoomsOutdated outdated) {
			this.outdated.add(outdated);
		}

		@EventListener
		void on(PublicationFailed failure) {
			this.failures.add(failure);
		}

		List<String> lines() {
			return this.events.stream()
				.map((event) -> event.action() + " " + String.join(",", event.rooms()) + " " + event.path())
				.toList();
		}

	}

	interface Tags extends ListCrudRepository<Tag, Long> {

	}

	interface JpaTags extends Tags, JpaRepository<Tag, Long> {

		@Transactional
		List<Tag> deleteByName(String name);

		@Transactional
		long deleteByBoardIdAndNameNot(Long boardId, String name);

		@Transactional
		void removeByBoardIdIn(Collection<Long> boardIds);

		@Transactional
		int deleteByBoardIdOrName(Long boardId, String name);

		@Transactional
		long removeByName(String name);

		@RealtimeUpdated(room = "/names/{name}/{#name}")
		List<Tag> findByName(String name);

	}

	interface ReactiveTags extends ReactiveCrudRepository<Tag, Long> {

	}

	interface JdbcTags extends Tags {

	}

	interface Labels extends JpaRepository<Label, String> {

	}

	interface Typos extends JpaRepository<Typo, Long> {

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Tag.class)
	@EnableJpaRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = JpaTags.class),
			excludeFilters = @Filter(type = FilterType.REGEX,
					pattern = ".*(Jdbc|Typo|Reactive|Labels|Notes|\\$Tags).*"))
	static class Jpa {

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Tag.class)
	@EnableJpaRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Tags|Labels|Notes).*"))
	static class Misspelled {

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Tag.class)
	@EnableJpaRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Tags|Typo|Notes).*"))
	static class Assigned {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Jpa|Typo|Reactive|Labels|Notes|\\$Tags).*"))
	static class Jdbc extends AbstractJdbcConfiguration {

		@Bean
		String schema(JdbcTemplate jdbc) {
			jdbc.execute("create table tag (id bigint generated by default as identity primary key, board_id bigint,"
					+ " name varchar(100))");
			return "created";
		}

	}

	@Entity
	@jakarta.persistence.Table(name = "tag")
	@Table("TAG")
	@RealtimeEntity(room = "/boards/{boardId}", path = "/tags/{id}")
	static class Tag {

		@Id
		@org.springframework.data.annotation.Id
		@GeneratedValue(strategy = GenerationType.IDENTITY)
		public @Nullable Long id;

		public @Nullable Long boardId;

		public @Nullable String name;

		Tag() {
		}

		Tag(Long boardId, String name) {
			this.boardId = boardId;
			this.name = name;
		}

	}

	@Entity
	@RealtimeEntity(room = "{room}", path = "{id}")
	static class Label {

		@Id
		public @Nullable String id;

		public @Nullable String room;

		Label() {
		}

		Label(String id, String room) {
			this.id = id;
			this.room = room;
		}

	}

	@Entity
	@RealtimeEntity(room = "/boards/{bordId}")
	static class Typo {

		@Id
		public @Nullable Long id;

		public @Nullable Long boardId;

	}

}
