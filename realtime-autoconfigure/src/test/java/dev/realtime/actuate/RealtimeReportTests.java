package dev.realtime.actuate;

import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.RealtimeEvent;
import dev.realtime.broker.RoomState;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.join.RoomAccess;
import dev.realtime.rpc.RealtimeMethod;

import static org.assertj.core.api.Assertions.assertThat;

/** What the starter says of itself. */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeReportTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/news/**");

	@Test
	@SuppressWarnings("unchecked")
	void namesWhatAnnouncesAndWhoMayEnter() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=realtime").run((context) -> {
			Map<String, Object> report = context.getBean(RealtimeReportEndpoint.class).report(null);
			List<Map<String, Object>> announcements = (List<Map<String, Object>>) report.get("announcements");
			assertThat(announcements).singleElement().satisfies((announcement) -> {
				assertThat(announcement.get("method").toString()).contains("Notes.add");
				assertThat(announcement.get("rooms")).isEqualTo(List.of("/notes/{#list}"));
			});
			Map<String, Object> access = (Map<String, Object>) report.get("access");
			assertThat(access.get("public")).isEqualTo(List.of("/news/**"));
			assertThat(access.get("rules").toString()).contains("/notes/{list}", "Notes.mayRead");
			Map<String, Object> calls = (Map<String, Object>) report.get("calls");
			assertThat(calls.get("methods"))
				.isEqualTo(List.of(Map.of("name", "notes/rename", "method", "Notes.rename", "bean", "notes")));
			assertThat(calls).containsKeys("limits", "outcomes");
			Map<String, Object> connections = (Map<String, Object>) report.get("connections");
			assertThat(connections).containsEntry("endpoint", "/realtime")
				.containsEntry("sockets", 0)
				.containsEntry("sessions", 0L)
				.containsEntry("users", 0);
			assertThat((Map<String, Object>) connections.get("limits")).containsEntry("maxRooms", 128)
				.containsKeys("sendBuffer", "maxFrames", "maxJoins", "maxPerUser");
			Map<String, Object> rooms = (Map<String, Object>) report.get("rooms");
			assertThat(rooms).containsEntry("broker", "embedded").containsEntry("rooms", 0).containsKey("history");
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void tellsWhichRoomsAreTheLargest() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=realtime").run((context) -> {
			context.publishEvent(RealtimeEvent.named("tick", 1).toRooms("/quiet", "/busy"));
			context.publishEvent(RealtimeEvent.named("tick", 2).toRooms("/busy"));
			Map<String, Object> report = context.getBean(RealtimeReportEndpoint.class).report("/busy");
			assertThat(((Map<String, Object>) report.get("rooms")).get("top").toString()).containsSubsequence("/busy",
					"publications=2", "/quiet", "publications=1");
			assertThat(report.get("room")).asInstanceOf(InstanceOfAssertFactories.type(RoomState.class))
				.satisfies((room) -> assertThat(room.recent()).extracting(RoomState.Recent::event)
					.containsExactly("tick", "tick"));
		});
	}

	@Test
	void saysAtTheStartWhatItFound(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "realtime.jwt.secret=0123456789abcdef0123456789abcdef",
					"realtime.rooms.public=/news/**", "spring.datasource.generate-unique-name=true")
			.run()) {
			assertThat(context.isActive()).isTrue();
			assertThat(output)
				.contains("realtime: endpoint /realtime, embedded broker, 1 access rule and 1 public pattern"
						+ " beside room tokens, 1 method, 1 announcement\n");
		}
	}

	@Test
	void staysAwayUnlessExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RealtimeReportEndpoint.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		@Bean
		Notes notes() {
			return new Notes();
		}

	}

	static class Notes {

		@RealtimeCreated(room = "/notes/{#list}")
		public String add(String list) {
			return list;
		}

		@RealtimeMethod("notes/rename")
		public void rename(String name) {
			// nobody calls it
		}

		@RoomAccess("/notes/{list}")
		public boolean mayRead(String list) {
			return true;
		}

	}

}
