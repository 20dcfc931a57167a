package dev.realtime;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

import dev.realtime.connection.ConnectionClosed;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;

class ShutdownTests {

	private static final int CLIENTS = 60;

	@Test
	void sendsEverybodyOffWithAllThatWasSaidAndTakesThemBackAfterAPause() throws Exception {
		BlockingQueue<Object> log = new LinkedBlockingQueue<>();
		try (ConfigurableApplicationContext context = start(log)) {
			goDown(context, log, context::stop);
			assertThat(log).isEmpty();
			context.start();
			assertThat(log.poll(10, TimeUnit.SECONDS)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			goDown(context, log, context::close);
		}
	}

	private static void goDown(ConfigurableApplicationContext context, BlockingQueue<Object> log, Runnable stop) {
		int port = Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
		List<StompSocket> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			StompSocket client = connect(context, port, "user" + i);
			client.join("1", "/public/hall");
			clients.add(client);
		}
		log.clear();
		for (int i = 0; i < 50; i++) {
			context.publishEvent(RealtimeEvent.named("last words", i).toRooms("/public/hall"));
		}
		stop.run();
		assertThat(log.poll()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		assertThat(log.poll()).isEqualTo("handshake: 503, retry after 1");
		for (StompSocket client : clients) {
			assertThat(client.closeCode()).isEqualTo(1012);
			for (int i = 0; i < 50; i++) {
				assertThat(client.nextEvent("last words").json().get("data").asInt()).isEqualTo(i);
			}
			assertThat(log.poll()).isEqualTo(1012);
		}
	}

	private static ConfigurableApplicationContext start(BlockingQueue<Object> log) {
		return new SpringApplicationBuilder(Application.class)
			.initializers((context) -> context.getBeanFactory().registerSingleton("log", new Log(log)))
			.run("--server.port=0", "--spring.main.banner-mode=off", "--realtime.rooms.public=/public/**",
					"--realtime.jwt.secret=" + ReliabilityTest.SECRET, "--spring.data.jpa.repositories.enabled=false",
					"--spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
							+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
	}

	private static StompSocket connect(ConfigurableApplicationContext context, int port, String user) {
		return StompSocket.connect(port, context.getBean(ConnectionTokens.class).issue(user));
	}

	/** What happened, in order. */
	record Log(BlockingQueue<Object> entries) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ReliabilityApplication.class)
	static class Application {

		@Bean
		Listener listener(Log log, Environment environment) {
			return new Listener(log, environment);
		}

	}

	/** Writes the log. */
	static class Listener {

		private final Log log;

		private final Environment environment;

		private boolean knocked;

		Listener(Log log, Environment environment) {
			this.log = log;
			this.environment = environment;
		}

		@EventListener
		void readiness(AvailabilityChangeEvent<ReadinessState> event) {
			this.log.entries().add(event.getState());
			this.knocked = false;
		}

		/** Knocks while the first is sent off: the others are still to come. */
		@EventListener
		synchronized void closed(ConnectionClosed event) throws Exception {
			if (!this.knocked) {
				this.knocked = true;
				String port = this.environment.getProperty("local.server.port");
				HttpResponse<Void> response = HttpClient.newHttpClient()
					.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/realtime")).build(),
							HttpResponse.BodyHandlers.discarding());
				this.log.entries()
					.add("handshake: " + response.statusCode() + ", retry after "
							+ response.headers().firstValue("Retry-After").orElse("?"));
			}
			this.log.entries().add(event.code());
		}

	}

}
