package dev.realtime;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import dev.realtime.crud.RealtimeCreated;
import dev.realtime.join.RealtimeListed;
import dev.realtime.join.RoomAccess;
import dev.realtime.join.RoomTokens;
import dev.realtime.rpc.RealtimeMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Applications that are set up wrongly, and what a developer reads then. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	private static final String SECRET = "realtime.jwt.secret=0123456789abcdef0123456789abcdef";

	@Test
	void weakSecret(CapturedOutput output) {
		fails(Application.class, "realtime.jwt.secret=short");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.jwt.secret")
			.contains("256")
			.contains("openssl rand")
			.doesNotContain("secret=short");
	}

	@Test
	void noSecretWithTheRelay(CapturedOutput output) {
		fails(Application.class, "realtime.broker=relay");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.jwt.secret is not set, but with realtime.broker=relay")
			.contains("Set realtime.jwt.secret to the same random text");
	}

	@Test
	void missingDependencyOfTheRelay(CapturedOutput output) {
		ClassLoader loader = NoReactorNetty.classLoader();
		Thread.currentThread().setContextClassLoader(loader);
		try {
			assertThatThrownBy(() -> builder(Application.class, SECRET, "realtime.broker=relay")
				.resourceLoader(new DefaultResourceLoader(loader))
				.run()).isInstanceOf(RuntimeException.class);
		}
		finally {
			Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.broker=relay needs Reactor Netty")
			.contains("Add the dependency io.projectreactor.netty:reactor-netty-core");
	}

	@Test
	void badValue(CapturedOutput output) {
		fails(Application.class, SECRET, "realtime.history.size=-1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.history.size")
			.contains("-1")
			.contains("Must be between 0 and 100000");
	}

	@Test
	void switchThatIsNeitherOnNorOff(CapturedOutput output) {
		fails(Application.class, SECRET, "realtime.enabled=ture");
		assertThat(output).contains("APPLICATION FAILED TO START").contains("realtime.enabled").contains("\"ture\"");
	}

	@Test
	void badTemplate(CapturedOutput output) {
		fails(BadTemplate.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Bean 'notes', method")
			.contains("/notes/{lst}")
			.contains("^ position")
			.contains("Note has no property 'lst'")
			.contains("Did you mean 'list'?");
	}

	@Test
	void invisibleMethod(CapturedOutput output) {
		fails(InvisibleMethod.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Bean 'notes', method")
			.contains("a proxy cannot override a final method, so nothing would be announced")
			.contains("Make it a method that is not final");
	}

	@Test
	void ruleThatCannotDecide(CapturedOutput output) {
		fails(BadRule.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("@RoomAccess method Rule.mayRead of bean 'rule' returns String")
			.contains("Let it return boolean");
	}

	@Test
	void methodNameThatIsNone(CapturedOutput output) {
		fails(BadCall.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("@RealtimeMethod Call.rename of bean 'call' has the name 're name', which is none")
			.contains("such as channel/rename");
	}

	@Test
	void endpointWhereAPageIs(CapturedOutput output) {
		fails(PageApplication.class, SECRET, "realtime.endpoint.path=/live");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Path /live is realtime.endpoint.path and is mapped by")
			.contains("Page#live")
			.contains("Set realtime.endpoint.path to another path");
	}

	@Test
	void endpointOfTheApplicationsOwnStomp(CapturedOutput output) {
		fails(OwnEndpoint.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Path /realtime is realtime.endpoint.path and is mapped by bean 'stompWebSocketHandlerMapping'");
	}

	@Test
	void endpointAndPushOnOnePath(CapturedOutput output) {
		fails(Application.class, SECRET, "realtime.push.path=/realtime");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.endpoint.path and realtime.push.path are both /realtime.")
			.contains("such as realtime.push.path=/realtime/push.");
	}

	@Test
	void destinationsOfTheApplicationsOwnBroker(CapturedOutput output) {
		fails(OwnDestinations.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The application's own STOMP configuration claims /topic/rooms")
			.contains("another prefix, such as /app or /topic/news");
	}

	@Test
	void destinationsOfAnUnprefixedMapping(CapturedOutput output) {
		fails(OwnMapping.class, SECRET);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The application's own STOMP configuration claims /realtime/echo");
	}

	@Test
	void catchAllsAreNoClash() {
		try (ConfigurableApplicationContext context = builder(CatchAll.class, SECRET).run()) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void warnsOfRoomsThatNobodyCanEnter(CapturedOutput output) {
		try (ConfigurableApplicationContext context = builder(Closed.class, SECRET, "realtime.rooms.public=/news/**")
			.run()) {
			assertThat(context.isActive()).isTrue();
		}
		assertThat(output).containsOnlyOnce("nobody can enter")
			.containsPattern("WARN.*Bean 'closedNotes', method .*add.*announces in rooms /notes/\\{#list}/all,"
					+ " which nobody can enter")
			.contains("such as @RoomAccess(\"/notes/{id}/all\")");
	}

	@Test
	void doesNotWarnWhereRoomTokensAreIssued(CapturedOutput output) {
		for (Class<?> issues : new Class<?>[] { Issues.class, Lists.class }) {
			try (ConfigurableApplicationContext context = builder(issues, SECRET).run()) {
				assertThat(context.isActive()).isTrue();
			}
		}
		assertThat(output).doesNotContain("nobody can enter");
	}

	private static void fails(Class<?> application, String... properties) {
		assertThatThrownBy(() -> builder(application, properties).run()).isInstanceOf(RuntimeException.class);
	}

	private static SpringApplicationBuilder builder(Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(
				List.of("server.port=0", "spring.main.banner-mode=off", "spring.datasource.generate-unique-name=true"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(application).properties(all.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

	}

	public record Note(String list) {

	}

	@Import(Application.class)
	static class BadTemplate {

		@Bean
		Notes notes() {
			return new Notes();
		}

		static class Notes {

			@RealtimeCreated(room = "/notes/{lst}")
			public Note add(Note note) {
				return note;
			}

		}

	}

	@Import(Application.class)
	static class InvisibleMethod {

		@Bean
		Notes notes() {
			return new Notes();
		}

		static class Notes {

			@RealtimeCreated(room = "/notes/{list}")
			public final Note add(Note note) {
				return note;
			}

		}

	}

	@Import({ Application.class, BadRule.Rule.class })
	static class BadRule {

		@Controller("rule")
		static class Rule {

			@RoomAccess("/notes/{list}")
			public String mayRead(String list) {
				return "yes";
			}

		}

	}

	@Import({ Application.class, BadCall.Call.class })
	static class BadCall {

		@Controller("call")
		static class Call {

			@RealtimeMethod("re name")
			public void rename() {
				// nobody calls it
			}

		}

	}

	@Import({ Application.class, PageApplication.Page.class })
	static class PageApplication {

		@RestController
		static class Page {

			@GetMapping("/live")
			String live() {
				return "page";
			}

		}

	}

	@Import({ Application.class, CatchAll.Page.class })
	static class CatchAll {

		@RestController
		static class Page {

			@GetMapping({ "/**", "/{page}", "/realtime/{*rest}" })
			String all() {
				return "page";
			}

		}

	}

	@Import(Application.class)
	@EnableWebSocketMessageBroker
	static class OwnEndpoint implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/realtime");
		}

	}

	@Import(Application.class)
	@EnableWebSocketMessageBroker
	static class OwnDestinations implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/own");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic/rooms/");
		}

	}

	@Import({ Application.class, OwnMapping.Echo.class })
	@EnableWebSocketMessageBroker
	static class OwnMapping implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/own");
		}

		@Controller
		static class Echo {

			@MessageMapping("/realtime/echo")
			String echo(String text) {
				return text;
			}

		}

	}

	static class Notes {

		@RealtimeCreated(room = { "/notes/{#list}/all", "/news/{#list}", "/boards/{#list}", "{#list}" }, type = "note")
		public String add(String list) {
			return list;
		}

		@RoomAccess("/boards/{board}")
		public boolean maySee(String board) {
			return true;
		}

	}

	@Import(Application.class)
	static class Closed {

		@Bean
		Notes closedNotes() {
			return new Notes();
		}

	}

	@Import({ Closed.class, Issues.Passes.class })
	static class Issues {

		@Controller
		static class Passes {

			Passes(RoomTokens tokens) {
				// issues them
			}

		}

	}

	@Import({ Closed.class, Lists.Page.class })
	static class Lists {

		@RestController
		static class Page {

			@GetMapping("/notes/{list}")
			@RealtimeListed(room = "/notes/{#list}/all")
			public String notes(String list) {
				return list;
			}

		}

	}

}
