package dev.realtime.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PostUpdate;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Version;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.crud.CrudAutoConfiguration;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeUpdated;

import static org.assertj.core.api.Assertions.assertThat;

class CommittedEntityIntegrationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, JacksonAutoConfiguration.class,
				DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
				TransactionAutoConfiguration.class, AfterCommitAutoConfiguration.class, CrudAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true", "spring.jpa.hibernate.ddl-auto=create",
				"spring.jpa.properties.hibernate.generate_statistics=true")
		.withUserConfiguration(Entities.class)
		.withBean(WrittenPublications.class)
		.withBean("cards", Cards.class);

	@Test
	void writesWhatWasCommitted() {
		this.runner.run((context) -> {
			Cards cards = context.getBean(Cards.class);
			WrittenPublications told = context.getBean(WrittenPublications.class);
			Long id = cards.create(cards.board("board"), "first").id;
			cards.rename(id, "second");
			assertThat(told.actions()).containsExactly("created /cards/" + id, "updated /cards/" + id);
			assertThat(told.json.get(0)).contains("\"id\":" + id, "\"version\":0", "\"title\":\"first\"")
				.doesNotContain("touched\":\"");
			// changed when the transaction was flushed, after the method had returned
			assertThat(told.json.get(1)).contains("\"version\":1", "\"title\":\"second\"").contains("touched\":\"");
		});
	}

	@Test
	void computesResourcesAfterTheCommit() {
		this.runner.run((context) -> {
			Cards cards = context.getBean(Cards.class);
			Long id = cards.create(cards.board("board"), "first").id;
			cards.renameAsView(id, "second");
			assertThat(context.getBean(WrittenPublications.class).json.get(1))
				.isEqualTo("{\"title\":\"second\",\"version\":1}");
		});
	}

	@Test
	void leavesOutWhatIsNotLoadedAndLoadsNothing() {
		this.runner.run((context) -> {
			Cards cards = context.getBean(Cards.class);
			WrittenPublications told = context.getBean(WrittenPublications.class);
			Statistics statistics = context.getBean(EntityManagerFactory.class)
				.unwrap(SessionFactory.class)
				.getStatistics();
			Long id = cards.create(cards.board("board"), "first").id;
			statistics.clear();
			cards.renameSilently(id, "second");
			long unannounced = statistics.getPrepareStatementCount();
			statistics.clear();
			cards.rename(id, "third");
			assertThat(statistics.getPrepareStatementCount()).isEqualTo(unannounced);
			assertThat(told.json.get(1)).contains("\"title\":\"third\"").doesNotContain("board", "comments", "secret");
			cards.renameWithBoard(id, "fourth");
			assertThat(told.json.get(2)).contains("\"title\":\"fourth\"", "\"board\":{", "\"name\":\"board\"")
				.doesNotContain("comments", "hibernateLazyInitializer", "secret");
			cards.renameWithComments(id, "fifth");
			assertThat(told.json.get(3)).contains("\"comments\":[{", "\"text\":\"hi\"").doesNotContain("board");
		});
	}

	@Test
	void writesNothingForAProxyThatIsNotLoaded() {
		this.runner.run((context) -> {
			Cards cards = context.getBean(Cards.class);
			Long id = cards.create(cards.board("board"), "first").id;
			cards.touch(id);
			cards.touchCollection(id);
			assertThat(context.getBean(WrittenPublications.class).json.subList(1, 3)).containsExactly("null", "null");
		});
	}

	@Test
	void leavesOutOfCollectionsWhatIsNotLoaded() {
		this.runner.run((context) -> {
			Cards cards = context.getBean(Cards.class);
			Long first = cards.create(cards.board("board"), "first").id;
			Long second = cards.create(cards.board("board"), "second").id;
			cards.touchBoth(first, second);
			assertThat(context.getBean(WrittenPublications.class).json.get(2)).startsWith("[{")
				.contains("\"title\":\"second\"")
				.doesNotContain("[null", "first");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Card.class)
	static class Entities {

	}

	/**
	 * What clients see of a card.
	 *
	 * @param title its title
	 * @param version its version
	 */
	record CardView(@Nullable String title, @Nullable Integer version) {

	}

	static class Cards {

		@PersistenceContext
		private EntityManager entities;

		@Transactional
		public Board board(String name) {
			Board board = new Board();
			board.name = name;
			this.entities.persist(board);
			return board;
		}

		@Transactional
		@RealtimeCreated(room = "/cards", path = "/cards/{id}")
		public Card create(Board board, String title) {
			Card card = new Card();
			card.title = title;
			card.board = this.entities.getReference(Board.class, board.id);
			Comment comment = new Comment();
			comment.text = "hi";
			card.comments.add(comment);
			this.entities.persist(card);
			return card;
		}

		@Transactional
		@RealtimeUpdated(room = "/cards", path = "/cards/{id}")
		public Card rename(Long id, String title) {
			return change(id, title);
		}

		@Transactional
		public Card renameSilently(Long id, String title) {
			return change(id, title);
		}

		@Transactional
		@RealtimeUpdated(room = "/cards", resource = "@cards.view(#root)")
		public Card renameAsView(Long id, String title) {
			return change(id, title);
		}

		@Transactional
		@RealtimeUpdated(room = "/cards")
		public Card renameWithBoard(Long id, String title) {
			Card card = change(id, title);
			assertThat(card.board.getName()).isNotNull();
			return card;
		}

		@Transactional
		@RealtimeUpdated(room = "/cards")
		public Card renameWithComments(Long id, String title) {
			Card card = change(id, title);
			assertThat(card.comments).hasSize(1);
			return card;
		}

		@Transactional
		@RealtimeUpdated(room = "/cards", type = "card")
		public Card touch(Long id) {
			return this.entities.getReference(Card.class, id);
		}

		@Transactional
		@RealtimeUpdated(room = "/cards", resource = "comments")
		public Card touchCollection(Long id) {
			return this.entities.find(Card.class, id);
		}

		@Transactional
		@RealtimeUpdated(room = "/cards", resource = "@cards.both(#notLoaded, #loaded)")
		public Card touchBoth(Long notLoaded, Long loaded) {
			return this.entities.find(Card.class, loaded);
		}

		public List<Card> both(Long notLoaded, Long loaded) {
			return List.of(this.entities.getReference(Card.class, notLoaded), this.entities.find(Card.class, loaded));
		}

		public CardView view(Card card) {
			return new CardView(card.title, card.version);
		}

		private Card change(Long id, String title) {
			Card card = this.entities.find(Card.class, id);
			card.title = title;
			return card;
		}

	}

	@Entity
	@EntityListeners(Touching.class)
	static class Card {

		@Id
		@GeneratedValue
		public @Nullable Long id;

		@Version
		public @Nullable Integer version;

		public @Nullable String title;

		public @Nullable Instant touched;

		@JsonIgnore
		public String secret = "secret";

		@ManyToOne(fetch = FetchType.LAZY)
		public @Nullable Board board;

		@OneToMany(cascade = CascadeType.ALL)
		public List<Comment> comments = new ArrayList<>();

	}

	/** Stands for {@code @LastModifiedDate}: runs when the transaction is flushed. */
	static class Touching {

		@PreUpdate
		void touch(Card card) {
			card.touched = Instant.EPOCH;
		}

		@PostUpdate
		void touched(Card card) {
			assertThat(card.version).isPositive();
		}

	}

	@Entity
	static class Board {

		@Id
		@GeneratedValue
		private @Nullable Long id;

		private @Nullable String name;

		public @Nullable Long getId() {
			return this.id;
		}

		public @Nullable String getName() {
			return this.name;
		}

	}

	@Entity
	static class Comment {

		@Id
		@GeneratedValue
		public @Nullable Long id;

		public @Nullable String text;

	}

}
