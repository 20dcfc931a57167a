package dev.realtime.join;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may enter, and which rules fail the start. */
class AccessRulesTests {

	private static final RealtimeUser ALICE = new RealtimeUser("alice");

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("realtime.jwt.secret=0123456789abcdef0123456789abcdef");

	private static boolean mayJoin(AssertableWebApplicationContext context, String room) {
		return context.getBean(AccessRules.class).mayJoin(ALICE, new Room(room));
	}

	private static boolean maySend(AssertableWebApplicationContext context, String room) {
		return context.getBean(AccessRules.class).maySend(ALICE, new Room(room));
	}

	@Test
	void theMostSpecificRuleDecides() {
		this.runner.withBean(Specific.class).run((context) -> {
			assertThat(mayJoin(context, "/channels/general")).isTrue();
			assertThat(mayJoin(context, "/channels/secret")).isFalse();
			assertThat(mayJoin(context, "/channels/a/b")).isFalse();
			assertThat(mayJoin(context, "/elsewhere")).isFalse();
		});
	}

	@Test
	void aQueryTakesNoPart() {
		this.runner.withBean(Specific.class)
			.run((context) -> assertThat(mayJoin(context, "/channels/general?type=public")).isTrue());
	}

	@Test
	void convertsDecodedVariablesAndRefusesWhatCannotBe() {
		this.runner.withBean(Typed.class).run((context) -> {
			assertThat(mayJoin(context, "/numbers/42")).isTrue();
			assertThat(mayJoin(context, "/numbers/4%32")).isTrue();
			assertThat(mayJoin(context, "/numbers/43")).isFalse();
			assertThat(mayJoin(context, "/numbers/many")).isFalse();
			assertThat(mayJoin(context, "/names/a%2Fb")).isTrue();
		});
	}

	@Test
	void anExceptionRefuses() {
		this.runner.withBean(Failing.class).run((context) -> assertThat(mayJoin(context, "/failing")).isFalse());
	}

	@Test
	void sendingNeedsARuleThatGrantsIt() {
		this.runner.withBean(Sending.class).withPropertyValues("realtime.rooms.public=/public/*").run((context) -> {
			assertThat(maySend(context, "/public/a")).isFalse();
			assertThat(maySend(context, "/chat/1")).isTrue();
			assertThat(mayJoin(context, "/chat/1")).isTrue();
			assertThat(maySend(context, "/readers/1")).isFalse();
			assertThat(mayJoin(context, "/readers/1")).isTrue();
			// two methods of one pattern: one asked for entering, the other for sending
			assertThat(mayJoin(context, "/both/1")).isTrue();
			assertThat(maySend(context, "/both/1")).isFalse();
		});
	}

	@Test
	void asksBeansBehindInterfaceProxies() {
		this.runner.withBean(ProxiedRules.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(mayJoin(context, "/proxied")).isTrue());
	}

	@Test
	void failsTheStartForRulesThatCanNeverDecide() {
		failsWith(NotBoolean.class, "NotBoolean.may", "returns String");
		failsWith(UnknownVariable.class, "UnknownVariable.may", "parameter 'channelId'", "/channels/{id}");
		failsWith(BadPattern.class, "BadPattern.may", "'channels/{id}'");
	}

	private void failsWith(Class<?> bean, String... messages) {
		this.runner.withBean(bean)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidAnnotationException.class)
				.satisfies((failure) -> assertThat(failure.getMessage()).contains(messages)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

	static class Specific {

		@RoomAccess("/channels/{name}")
		boolean any(String name) {
			return true;
		}

		@RoomAccess("/channels/secret")
		boolean secret() {
			return false;
		}

	}

	static class Typed {

		@RoomAccess("/numbers/{number}")
		boolean number(long number, RealtimeUser user, String room) {
			return number == 42 && user.equals(ALICE) && room.startsWith("/numbers/4");
		}

		@RoomAccess("/names/{name}")
		boolean name(String name) {
			return name.equals("a/b");
		}

	}

	static class Failing {

		@RoomAccess("/failing")
		boolean fail() {
			throw new IllegalStateException("down");
		}

	}

	static class Sending {

		@RoomAccess(value = "/chat/{id}", publish = true)
		boolean chat(long id) {
			return true;
		}

		@RoomAccess("/readers/{id}")
		boolean read(long id) {
			return true;
		}

		@RoomAccess("/both/{id}")
		boolean enter(long id) {
			return true;
		}

		@RoomAccess(value = "/both/{id}", publish = true)
		boolean send(long id) {
			return false;
		}

	}

	interface Rules {

		boolean may(RealtimeUser user);

	}

	static class ProxiedRules implements Rules {

		@Override
		@Transactional
		@RoomAccess("/proxied")
		public boolean may(RealtimeUser user) {
			return true;
		}

	}

	static class NotBoolean {

		@RoomAccess("/a")
		String may() {
			return "yes";
		}

	}

	static class UnknownVariable {

		@RoomAccess("/channels/{id}")
		boolean may(long channelId) {
			return true;
		}

	}

	static class BadPattern {

		@RoomAccess("channels/{id}")
		boolean may(long id) {
			return true;
		}

	}

}
