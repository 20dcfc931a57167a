package dev.realtime.join;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.presence.MemberDetails;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PresenceUpkeepTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef", "realtime.presence.rooms=/chat/*");

	private static Map<String, Map<String, Object>> lookUp(PresenceUpkeep presence, String room) {
		return presence.lookUp(new Room(room), new RealtimeUser("alice"));
	}

	@Test
	void tellsMembersWithoutDetailsWhereTheLookUpFailsAndSaysSoOnce(CapturedOutput output) {
		this.runner.withBean(MemberDetails.class, () -> (room, users) -> {
			throw new IllegalStateException("no database for " + room);
		}).run((context) -> {
			PresenceUpkeep presence = context.getBean(PresenceUpkeep.class);
			for (int i = 0; i < 100; i++) {
				assertThat(lookUp(presence, "/chat/" + i)).isEmpty();
			}
			assertThat(output.toString().split("MemberDetails failed", -1)).hasSize(2);
		});
	}

	@Test
	void asksForNoDetailsWhereThereIsNoPresence() {
		MemberDetails details = (room, users) -> Map.of("alice", Map.of("room", room));
		this.runner.withBean(MemberDetails.class, () -> details).run((context) -> {
			PresenceUpkeep presence = context.getBean(PresenceUpkeep.class);
			assertThat(lookUp(presence, "/chat/1")).containsEntry("alice", Map.of("room", "/chat/1"));
			assertThat(lookUp(presence, "/other/1")).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

}
