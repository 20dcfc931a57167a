package dev.realtime.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;

import dev.realtime.crud.RealtimeCreated;
import dev.realtime.join.RoomAccess;
import dev.realtime.rpc.RealtimeMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the pages show as output is what is put out. */
@ExtendWith(OutputCaptureExtension.class)
class TextSnippetTests {

	/** The pages with a text; whoever adds one tests it here. */
	static final List<String> PAGES = List.of("docs/architecture.md", "docs/declaring.md", "docs/observability.md",
			"docs/reliability.md");

	private static String shown(String page) {
		assertThat(PAGES).contains(page);
		List<Page.Snippet> texts = Page.of(page).snippets("text");
		assertThat(texts).hasSize(1);
		return texts.get(0).code().strip();
	}

	private static void run(Class<?> type) {
		SpringApplication
			.run(type, "--server.port=0", "--realtime.rooms.public=/news/**",
					"--realtime.jwt.secret=0123456789abcdef0123456789abcdef")
			.close();
	}

	@Test
	void aTypoFailsTheStart(CapturedOutput output) {
		assertThatThrownBy(() -> run(Mistaken.class)).isNotNull();
		// there it is a class of its own
		assertThat(output.toString().replace("TextSnippetTests.", "")).contains(shown("docs/declaring.md"));
	}

	@Test
	void theStartIsReported(CapturedOutput output) {
		run(Correct.class);
		assertThat(output.toString()).contains(shown("docs/observability.md"));
	}

	@Test
	void thePackagesAreThere() throws IOException {
		Path sources = Page.ROOT.resolve("realtime-autoconfigure/src/main/java/dev/realtime");
		try (Stream<Path> files = Files.list(sources)) {
			List<String> packages = files.filter(Files::isDirectory)
				.map((directory) -> "dev.realtime." + directory.getFileName())
				.toList();
			assertThat(shown("docs/architecture.md").lines().map((line) -> line.split(" ")[0]))
				.containsExactlyInAnyOrderElementsOf(
						Stream.concat(Stream.of("dev.realtime"), packages.stream()).toList());
		}
	}

	/** The figures are those of one run; their names are what a run prints. */
	@Test
	void theLedgerIsPrintedLikeThis() throws IOException {
		Path tests = Page.ROOT.resolve("realtime-autoconfigure/src/test/java/dev/realtime");
		String source = Files.readString(tests.resolve("Ledger.java"))
				+ Files.readString(tests.resolve("LedgerTests.java"));
		for (String name : shown("docs/reliability.md").replace('\n', ' ').replaceAll("\\d+", "").split("[,:;]? +")) {
			assertThat(source).contains(name.strip());
		}
	}

	record Message(long id, long channelId) {

	}

	@Service("messageService")
	static class MessageService {

		@RealtimeCreated(room = "/channels/{chanelId}")
		public Message post(Message message) {
			return message;
		}

	}

	static class Announcing {

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message one(Message message) {
			return message;
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message two(Message message) {
			return message;
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message three(Message message) {
			return message;
		}

		@RealtimeCreated(room = "/channels/{channelId}")
		public Message four(Message message) {
			return message;
		}

	}

	static class Rules {

		@RoomAccess("/channels/{id}")
		boolean channel(long id) {
			return true;
		}

		@RoomAccess("/people/{name}")
		boolean person(String name) {
			return true;
		}

	}

	static class Methods {

		@RealtimeMethod("a")
		void a() {
		}

		@RealtimeMethod("b")
		void b() {
		}

		@RealtimeMethod("c")
		void c() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(MessageService.class)
	static class Mistaken {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Announcing.class, Rules.class, Methods.class })
	static class Correct {

	}

}
