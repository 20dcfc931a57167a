package dev.realtime.actuate;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.crud.RealtimeCreated;
import dev.realtime.join.RoomAccess;

import static org.assertj.core.api.Assertions.assertThat;

/** What the starter says of itself. */
class RealtimeReportTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.rooms.public=/news/**");

	@Test
	@SuppressWarnings("unchecked")
	void namesWhatAnnouncesAndWhoMayEnter() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=realtime").run((context) -> {
			Map<String, Object> report = context.getBean(RealtimeReportEndpoint.class).report();
			List<Map<String, Object>> announcements = (List<Map<String, Object>>) report.get("announcements");
			assertThat(announcements).singleElement().satisfies((announcement) -> {
				assertThat(announcement.get("method").toString()).contains("Notes.add");
				assertThat(announcement.get("rooms")).isEqualTo(List.of("/notes/{#list}"));
			});
			Map<String, Object> access = (Map<String, Object>) report.get("access");
			assertThat(access.get("public")).isEqualTo(List.of("/news/**"));
			assertThat(access.get("rules").toString()).contains("/notes/{list}", "Notes.mayRead");
			assertThat(report).containsKeys("connections", "rooms");
		});
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

		@RoomAccess("/notes/{list}")
		public boolean mayRead(String list) {
			return true;
		}

	}

}
