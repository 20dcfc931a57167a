package dev.realtime.data;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows that are deleted without being read, on the wire. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/**",
				"spring.datasource.generate-unique-name=true", "spring.jpa.hibernate.ddl-auto=create" })
class DeletedUnreadIntegrationTests {

	@LocalServerPort
	int port;

	@Autowired
	ConnectionTokens tokens;

	@Autowired
	RoomTokens roomTokens;

	@Autowired
	TransactionTemplate transaction;

	@Autowired
	Notes notes;

	@Test
	void haveTheirRoomsFetchAgainOnceCommitted() {
		this.notes.save(new Note("a"));
		RoomPass before = this.roomTokens.pass("alice", "/shelves/unused");
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			alice.join("1", "/shelves/a");
			alice.join("2", "/other/a");
			this.transaction.executeWithoutResult((status) -> {
				this.notes.deleteAllInBatch();
				status.setRollbackOnly();
			});
			assertThat(alice.settle()).isEmpty();
			this.transaction.executeWithoutResult((status) -> {
				this.notes.deleteAllInBatch();
				// who comes now may still have read what will be gone
				alice.join("3", "/shelves/b");
			});
			assertThat(alice.nextEvent("realtime:resync").text("name")).startsWith("/shelves/");
			assertThat(alice.nextEvent("realtime:resync").text("name")).startsWith("/shelves/");
			assertThat(alice.settle()).isEmpty();
			Frame joined = alice.join("4", "/shelves/unused", "position", before.position());
			assertThat(joined.json().get("recovered").asBoolean()).isFalse();
			this.notes.save(new Note("a"));
			assertThat(alice.nextEvent("realtime:resource").text("action")).isEqualTo("created");
		}
	}

	interface Notes extends JpaRepository<Note, Long> {

	}

	@Entity
	@RealtimeEntity(room = "/shelves/{shelf}", path = "/notes/{id}")
	static class Note {

		@Id
		@GeneratedValue
		public @Nullable Long id;

		public @Nullable String shelf;

		Note() {
		}

		Note(String shelf) {
			this.shelf = shelf;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	@EntityScan(basePackageClasses = Note.class)
	@EnableJpaRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Notes.class),
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*RealtimeEntityIntegrationTests.*"))
	static class Application {

	}

}
