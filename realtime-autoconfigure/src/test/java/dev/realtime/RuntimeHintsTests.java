package dev.realtime;

import java.util.List;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.javapoet.ClassName;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.mock.web.MockServletContext;
import org.springframework.stereotype.Service;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.GenericWebApplicationContext;

import dev.realtime.broker.AfterCommitAutoConfiguration;
import dev.realtime.broker.BrokerAutoConfiguration;
import dev.realtime.connection.ConnectionAutoConfiguration;
import dev.realtime.connection.ConnectionOpened;
import dev.realtime.connection.TokenAutoConfiguration;
import dev.realtime.crud.CreateResult;
import dev.realtime.crud.CrudAutoConfiguration;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.data.DataAutoConfiguration;
import dev.realtime.data.RealtimeEntity;
import dev.realtime.join.JoinAutoConfiguration;
import dev.realtime.join.ListedAutoConfiguration;
import dev.realtime.join.RealtimeListed;
import dev.realtime.join.RoomAccess;
import dev.realtime.join.RoomJoined;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokenAutoConfiguration;
import dev.realtime.join.SessionsAutoConfiguration;
import dev.realtime.rpc.RealtimeMethod;
import dev.realtime.rpc.RpcAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** What an application needs in a native image is known when it is built. */
class RuntimeHintsTests {

	private static final RuntimeHints hints = new RuntimeHints();

	@BeforeAll
	static void process() {
		DefaultGenerationContext context = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(RuntimeHintsTests.class)), new InMemoryGeneratedFiles(), hints);
		try (GenericWebApplicationContext application = new GenericWebApplicationContext(new MockServletContext())) {
			new AnnotatedBeanDefinitionReader(application).register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(application, context);
		}
	}

	@Test
	void entitiesAreWrittenAndReadByTemplates() throws Exception {
		assertInvoked(Message.class, "getId");
		assertInvoked(Message.class, "getAuthor");
		assertInvoked(Author.class, "name");
		assertInvoked(CreateResult.class, "entity");
	}

	@Test
	void templatesReadArguments() throws Exception {
		assertInvoked(Draft.class, "channelId");
		assertInvoked(Query.class, "channel");
	}

	@Test
	void templatesCallBeans() throws Exception {
		assertInvoked(Rooms.class, "of");
		assertInvoked(Views.class, "of");
		assertInvoked(EntityRooms.class, "of");
	}

	@Test
	void templatesReadTheUser() throws Exception {
		assertInvoked(RealtimeUser.class, "claims");
		assertInvoked(java.security.Principal.class, "getName");
	}

	@Test
	void callsAreInvokedWithTheirBodies() throws Exception {
		assertInvoked(Calls.class, "rename");
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(Rename.class.getDeclaredConstructor(long.class, Name.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(Name.class.getDeclaredConstructor(String.class))).accepts(hints);
		assertInvoked(Renamed.class, "name");
	}

	@Test
	void rulesAreInvoked() throws Exception {
		assertInvoked(Calls.class, "maySee");
	}

	@Test
	void entitiesOfRepositoriesAreWritten() throws Exception {
		assertInvoked(Note.class, "getBoard");
	}

	@Test
	void passesAreWritten() throws Exception {
		assertInvoked(RoomPass.class, "token");
	}

	@Test
	void conditionsOfListenersReadEvents() throws Exception {
		assertInvoked(ConnectionOpened.class, "user");
		assertInvoked(RoomJoined.class, "room");
		assertInvoked(RealtimeEvent.class, "rooms");
	}

	@Test
	void theBrowserClientIsServed() {
		for (String file : List.of("index.js", "stompjs/client.js")) {
			assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/resources/realtime-client/" + file))
				.accepts(hints);
		}
	}

	@Test
	@EnabledIf(value = "isTomcat", disabledReason = "there is no Tomcat to make it")
	void tomcatMakesTheSocket() {
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(TypeReference.of("dev.realtime.connection.TomcatSocket"))
			.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(TypeReference.of("org.apache.tomcat.util.net.SecureNioChannel"))).accepts(hints);
	}

	static boolean isTomcat() {
		return ClassUtils.isPresent("org.apache.tomcat.util.net.SecureNioChannel",
				RuntimeHintsTests.class.getClassLoader());
	}

	private static void assertInvoked(Class<?> type, String method) throws ClassNotFoundException {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(type.getName(), method))
			.as(type.getSimpleName() + "." + method)
			.accepts(hints);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AfterCommitAutoConfiguration.class, BrokerAutoConfiguration.class,
			ConnectionAutoConfiguration.class, CrudAutoConfiguration.class, DataAutoConfiguration.class,
			JacksonAutoConfiguration.class, JoinAutoConfiguration.class, ListedAutoConfiguration.class,
			RoomTokenAutoConfiguration.class, RpcAutoConfiguration.class, SessionsAutoConfiguration.class,
			TokenAutoConfiguration.class })
	@Import({ Messages.class, Calls.class, Controller.class })
	static class Application {

		@Bean
		Rooms rooms() {
			return new Rooms();
		}

		@Bean
		Views views() {
			return new Views();
		}

		@Bean
		EntityRooms entityRooms() {
			return new EntityRooms();
		}

		@Bean
		NoteRepository noteRepository() {
			throw new IllegalStateException("made when the application runs");
		}

	}

	record Author(String name) {

	}

	static class Message {

		public long getId() {
			return 1;
		}

		public Author getAuthor() {
			return new Author("ada");
		}

	}

	record Draft(long channelId) {

	}

	@Service
	static class Messages {

		@RealtimeCreated(room = { "/channels/{#draft.channelId}", "{@rooms.of(#root)}" }, path = "/messages/{id}",
				resource = "@'views'.of(#root)")
		public CreateResult<Message> create(Draft draft) {
			return CreateResult.of(new Message());
		}

	}

	static class Rooms {

		String of(Message message) {
			return "/all";
		}

	}

	static class Views {

		public Author of(Message message) {
			return message.getAuthor();
		}

	}

	static class EntityRooms {

		public String of(Note note) {
			return "/notes";
		}

	}

	record Name(String text) {

	}

	record Rename(long id, Name name) {

	}

	record Renamed(String name) {

	}

	static class Calls {

		@RealtimeMethod("rename")
		Renamed rename(Rename body, RealtimeUser user, @Header String origin) {
			return new Renamed(body.name().text());
		}

		@RoomAccess("/channels/{id}")
		boolean maySee(long id) {
			return true;
		}

	}

	record Query(long channel) {

	}

	@RestController
	static class Controller {

		@RealtimeListed(room = "/channels/{#query.channel}")
		public List<String> list(Query query) {
			return List.of();
		}

	}

	@Entity
	@RealtimeEntity(room = "{@entityRooms.of(#root)}")
	static class Note {

		@Id
		Long id;

		public String getBoard() {
			return "";
		}

	}

	interface NoteRepository extends JpaRepository<Note, Long> {

	}

}
