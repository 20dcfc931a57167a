package dev.realtime.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.realtime.RealtimeEvent;
import dev.realtime.test.RealtimeClient;
import dev.realtime.test.RealtimeClients;
import dev.realtime.test.RealtimeTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The programs of other back ends that the pages show do what the pages say, each against
 * a started application.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=" + ProgramSnippetTests.SECRET,
				"realtime.push.keys=" + ProgramSnippetTests.PUSH_KEY })
@RealtimeTest
@EnabledIfSystemProperty(named = "snippets", matches = "run",
		disabledReason = "needs sh, curl and python3: -Dsnippets=run")
class ProgramSnippetTests {

	static final String SECRET = "0123456789abcdef0123456789abcdef";

	static final String PUSH_KEY = "push-key-of-billing";

	private static final String LOCAL = "http://localhost:8080/";

	private final HttpClient http = HttpClient.newHttpClient();

	private final Page push = Page.of("docs/push.md");

	@TempDir
	Path directory;

	@LocalServerPort
	int port;

	@Autowired
	Heard heard;

	@Autowired
	RealtimeClients clients;

	@BeforeEach
	void forget() {
		this.heard.events.clear();
	}

	@Test
	void shellPublishes() throws Exception {
		String command = one(this.push.snippets("sh"));
		assertThat(command).startsWith("curl " + LOCAL).contains(PUSH_KEY);

		String answer = run("sh", "-c", here(command).replaceFirst("curl ", "curl -si "));

		RealtimeEvent event = this.heard.next();
		assertThat(event.name()).isEqualTo("INVOICE:PAID");
		assertThat(event.users()).containsExactly("xosofox");
		assertThat(event.rooms()).containsExactly("/billing");
		assertThat(answer).contains(event.id());
		String[] shown = one(this.push.snippets("http")).split("\n");
		assertThat(answer.lines()).anyMatch((line) -> line.startsWith(shown[0]))
			.contains(shown[1])
			.anyMatch((line) -> line.replaceAll("[0-9a-f-]{36}", "").equals(shown[3].replaceAll("[0-9a-f-]{36}", "")));
	}

	@Test
	void pythonPublishes() throws Exception {
		String program = one(this.push.snippets("python"));
		assertThat(program).contains(LOCAL, PUSH_KEY);

		String printed = run("python3", write("main.py", here(program)).toString());

		RealtimeEvent event = this.heard.next();
		assertThat(printed.strip()).isEqualTo(event.id());
		assertThat(event.name()).isEqualTo("INVOICE:PAID");
		assertThat(event.users()).containsExactly("xosofox");
		assertThat(event.rooms()).containsExactly("/billing");
	}

	@Test
	void pythonPublishesOnceThoughAnswersAreLost() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		proxy.createContext("/", (exchange) -> {
			HttpResponse<String> answer = pass(exchange);
			boolean lost = requests.incrementAndGet() == 1;
			byte[] body = lost ? new byte[0] : answer.body().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(lost ? 502 : answer.statusCode(), (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		proxy.start();
		try {
			String printed = python(proxy.getAddress().getPort(), PUSH_KEY);
			assertThat(printed.strip()).isEqualTo(this.heard.next().id());
			assertThat(requests).hasValue(2);
			assertThat(this.heard.events).isEmpty();
		}
		finally {
			proxy.stop(0);
		}
	}

	private HttpResponse<String> pass(HttpExchange exchange) throws IOException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + exchange.getRequestURI()))
			.POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
		for (String header : List.of("Authorization", "Content-Type", "Idempotency-Key")) {
			request.header(header, exchange.getRequestHeaders().getFirst(header));
		}
		try {
			return this.http.send(request.build(), BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	@Test
	void pythonTellsWhatIsRefused() throws Exception {
		assertThat(python(this.port, "another-key")).contains("ValueError: unauthorized: ");
		assertThat(this.heard.events).isEmpty();
	}

	/** What the program's function returns, or how it fails. */
	private String python(int port, String key) throws Exception {
		write("push.py", one(this.push.snippets("python")));
		return run("python3", "-c", """
				from push import push
				try:
				    print(push("http://127.0.0.1:%d/realtime/push", "%s", "TICK", {"n": 1}, rooms=["/billing"]))
				except ValueError as error:
				    print("ValueError:", error)
				""".formatted(port, key));
	}

	@Test
	void pythonIssuesRoomTokens() throws Exception {
		write("tokens.py", one(Page.of("docs/authentication.md").snippets("python")));
		String token = run("python3", "-c",
				"from tokens import room_token; print(room_token('%s', 'ann', '/billing'))".formatted(SECRET))
			.strip();
		RealtimeClient ann = this.clients.connect("ann");
		assertThat(ann.join("/billing", token, null).joined()).isTrue();
		assertThat(ann.join("/payroll", token, null).code()).isEqualTo("token_invalid");
		assertThat(this.clients.connect("bob").join("/billing", token, null).code()).isEqualTo("token_invalid");
	}

	private String here(String program) {
		return program.replace(LOCAL, "http://127.0.0.1:" + this.port + "/");
	}

	private Path write(String name, String program) throws IOException {
		return Files.writeString(this.directory.resolve(name), program);
	}

	private String run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(printed).isZero();
		return printed;
	}

	private static String one(List<Page.Snippet> snippets) {
		assertThat(snippets).hasSize(1);
		return snippets.get(0).code();
	}

	/** The application's own ears. */
	@Component
	static class Heard {

		private final BlockingQueue<RealtimeEvent> events = new LinkedBlockingQueue<>();

		@EventListener
		void on(RealtimeEvent event) {
			this.events.add(event);
		}

		RealtimeEvent next() throws InterruptedException {
			RealtimeEvent event = this.events.poll(20, TimeUnit.SECONDS);
			assertThat(event).as("an event").isNotNull();
			return event;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Heard.class)
	static class Application {

	}

}
