package dev.realtime.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import org.springframework.context.ApplicationEventPublisher;

import dev.realtime.RealtimeEvent;
import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to stay as it is, whatever an attacker does: a witness gets exactly what is
 * published, the attacker nothing of it; nothing leaks to the client or into the log;
 * nobody is called; publishing and the application's HTTP go on.
 */
final class Oracles implements AutoCloseable {

	private static final Pattern LEAK = Pattern.compile("org\\.|java\\.|dev\\.realtime|tools\\.jackson|Exception|"
			+ "\\bat .+\\(.+\\.java|eyJ[\\w-]{10,}\\.|/home|" + Tokens.SECRET);

	private static final Pattern LOGGED_SECRET = Pattern.compile("eyJ[\\w-]{10,}\\.|" + Tokens.SECRET);

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

	private static final Set<String> HEADERS = Set.of("destination", "subscription", "message-id", "content-type",
			"content-length", "event", "position");

	private final List<Duration> deliveries = new ArrayList<>();

	private final List<Duration> publishes = new ArrayList<>();

	private final List<Duration> requests = new ArrayList<>();

	private final HttpClient http = HttpClient.newHttpClient();

	private final AtomicInteger calledOut = new AtomicInteger();

	private final LogLines log = new LogLines();

	private final ServerSocket canaryServer;

	private final Tokens tokens;

	private final int port;

	private final ApplicationEventPublisher events;

	private StompSocket witness;

	private int published;

	Oracles(int port, ApplicationEventPublisher events) throws IOException {
		this.port = port;
		this.events = events;
		this.canaryServer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
		Thread canary = new Thread(this::countCallOuts, "canary");
		canary.setDaemon(true);
		canary.start();
		this.tokens = new Tokens(this.canaryServer.getLocalPort());
		this.witness = witness();
	}

	private StompSocket witness() {
		StompSocket witness = StompSocket.connect(this.port, this.tokens.connection("bob"));
		witness.listen("own");
		witness.join("secret", "/secret/w", "token", this.tokens.room("bob", "/secret/w"));
		witness.join("public", "/public/w");
		return witness;
	}

	private void countCallOuts() {
		try {
			while (true) {
				this.canaryServer.accept().close();
				this.calledOut.incrementAndGet();
			}
		}
		catch (IOException ex) {
			// closed with the end of the tests
		}
	}

	/** Looks into the log, and into what was measured, from now on. */
	void start() {
		this.deliveries.clear();
		this.publishes.clear();
		this.requests.clear();
		this.log.start();
	}

	Tokens tokens() {
		return this.tokens;
	}

	List<Duration> deliveries() {
		return this.deliveries;
	}

	List<Duration> publishes() {
		return this.publishes;
	}

	List<Duration> requests() {
		return this.requests;
	}

	/** Publishes to rooms that are not the attacker's, and sees who gets it. */
	void canary() throws Exception {
		int number = ++this.published;
		long began = System.nanoTime();
		this.events.publishEvent(RealtimeEvent.named("canary", number)
			.toRooms("/secret/w", "/public/w", "/secret/1", "/channels/1")
			.toUsers("bob"));
		this.publishes.add(Duration.ofNanos(System.nanoTime() - began));
		for (int i = 0; i < 2; i++) {
			Frame frame = this.witness.next(Oracles::isNoReminder);
			assertThat(frame.event()).as("to the witness: %s", frame).isEqualTo("canary");
			assertThat(frame.json().get("data").asInt()).isEqualTo(number);
			assertThat(HEADERS).containsAll(frame.headers().keySet());
		}
		this.deliveries.add(Duration.ofNanos(System.nanoTime() - began));
		request();
	}

	/** The application serves others meanwhile. */
	private void request() throws Exception {
		URI health = URI.create("http://localhost:" + this.port + "/actuator/health");
		long began = System.nanoTime();
		HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
		this.requests.add(Duration.ofNanos(System.nanoTime() - began));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	void hold(String received) {
		assertThat(received).as("delivered to the attacker").doesNotContain("canary");
		assertThat(LEAK.matcher(received).results().map((match) -> match.group())).as("leaked in %s", received)
			.isEmpty();
		assertThat(this.witness.isClosed()).as("the witness was closed").isFalse();
		assertThat(this.calledOut).as("calls to addresses in tokens").hasValue(0);
		List<String> lines = this.log.take();
		assertThat(lines).hasSizeLessThanOrEqualTo(5)
			.noneMatch((line) -> UNPRINTABLE.matcher(line).find())
			.noneMatch((line) -> LOGGED_SECRET.matcher(line).find());
	}

	/** What the witness got beside the canaries. */
	List<Frame> rest() {
		return this.witness.settle().stream().filter(Oracles::isNoReminder).toList();
	}

	/** Takes all that was logged for seen. */
	void forget() {
		this.log.take();
	}

	/** Takes another witness: what happened to the last one is no fault of what comes. */
	void renew() {
		this.witness.close();
		this.witness = witness();
		forget();
	}

	/** A room that is quiet for a while says where it stands. */
	private static boolean isNoReminder(Frame frame) {
		return !"realtime:position".equals(frame.event());
	}

	@Override
	public void close() throws IOException {
		this.log.stop();
		this.witness.close();
		this.canaryServer.close();
	}

}
