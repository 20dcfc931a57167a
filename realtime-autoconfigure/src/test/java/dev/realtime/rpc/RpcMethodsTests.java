package dev.realtime.rpc;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

import dev.realtime.RealtimeUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What can be called, and what fails the start. */
class RpcMethodsTests {

	@Test
	void findsMethodsOfBeansOfAnyKind() {
		RpcMethods methods = methods(new Fine(), new Inherits());
		for (String name : List.of("plain", "channel/re-name", "hidden", "generic")) {
			assertThat(methods.find(name)).as(name).isNotNull();
		}
		assertThat(methods.find("Plain")).isNull();
		assertThat(methods.find("")).isNull();
	}

	@Test
	void resolvesTypeVariablesOfTheBean() throws Throwable {
		RpcMethod generic = methods(new Inherits()).find("generic");
		BodyArgument body = (BodyArgument) generic.arguments()[0];
		Object read = body.reader().readValue("{\"name\":\"x\"}");
		assertThat(read).isEqualTo(new Named("x"));
	}

	@Test
	void nameThatIsTakenFailsTheStart() {
		assertFails("the name 'plain', which Fine.plain of bean", "a name of its own", new Fine(), new Taken());
	}

	@Test
	void nameThatIsNoneFailsTheStart() {
		assertFails("the name 'a b', which is none", "letters", new Object() {

			@RealtimeMethod("a b")
			void call() {
			}

		});
		assertFails("the name '/a', which is none", "letters", new Object() {

			@RealtimeMethod("/a")
			void call() {
			}

		});
	}

	@Test
	void secondBodyFailsTheStart() {
		assertFails("two parameters for the body", "one record", new Object() {

			@RealtimeMethod("a")
			void call(Named one, Named two) {
			}

		});
	}

	@Test
	void parameterThatACallDoesNotHaveFailsTheStart() {
		assertFails("type HttpServletRequest, for which a call has nothing", "RealtimeUser", new Object() {

			@RealtimeMethod("a")
			void call(HttpServletRequest request) {
			}

		});
		assertFails("type Message, for which a call has nothing", "RealtimeUser", new Object() {

			@RealtimeMethod("a")
			void call(Message<String> message) {
			}

		});
		assertFails("type List, for which a call has nothing", "RealtimeUser", new Object() {

			@RealtimeMethod("a")
			void call(@Headers List<String> headers) {
			}

		});
	}

	@Test
	void headerThatNoTextConvertsIntoFailsTheStart() {
		assertFails("wants the header 'named' as Map", "Take it as String", new Object() {

			@RealtimeMethod("a")
			void call(@Header("named") Map<String, String> header) {
			}

		});
	}

	@Test
	void bodyThatNothingCanBeReadIntoFailsTheStart() {
		assertFails("type Ambiguous, into which no JSON can be read", "record", new Object() {

			@RealtimeMethod("a")
			void call(Ambiguous body) {
			}

		});
	}

	@Test
	void streamsFailTheStart() {
		assertFails("returns Flux, but a call has one reply", "Mono of a list", new Object() {

			@RealtimeMethod("a")
			Flux<String> call() {
				return Flux.empty();
			}

		});
	}

	@Test
	void methodThatTheProxyHidesFailsTheStart() {
		BeanNameAutoProxyCreator interfaceProxies = new BeanNameAutoProxyCreator();
		interfaceProxies.setBeanNames("bean1");
		assertFails("cannot be called on the bean's proxy", "spring.aop.proxy-target-class=true", interfaceProxies,
				new Hidden());
	}

	@Test
	void methodOfTheProxysInterfaceIsFound() throws Throwable {
		BeanNameAutoProxyCreator interfaceProxies = new BeanNameAutoProxyCreator();
		interfaceProxies.setBeanNames("bean1");
		RpcMethod method = methods(interfaceProxies, new Shown()).find("shown");
		assertThat(method.call(null)).isEqualTo("shown");
		assertThat(Proxy.isProxyClass(method.bean().get().getClass())).isTrue();
	}

	private static void assertFails(String fault, String remedy, Object... beans) {
		Throwable failure = catchThrowable(() -> methods(beans));
		assertThat(failure).isInstanceOf(InvalidRealtimeMethodException.class)
			.hasMessageStartingWith("@RealtimeMethod ")
			.hasMessageContaining("of bean 'bean" + (beans.length - 1) + "'")
			.hasMessageContaining(fault);
		FailureAnalysis analysis = new InvalidRealtimeMethodException.Analyzer().analyze(failure);
		assertThat(analysis.getAction()).contains(remedy);
	}

	private static RpcMethods methods(Object... beans) {
		GenericApplicationContext context = new GenericApplicationContext();
		for (int i = 0; i < beans.length; i++) {
			register(context, "bean" + i, beans[i]);
		}
		context.refresh();
		RpcMethods methods = new RpcMethods(context.getBeanFactory(), new JsonMapper(), Constraints.NONE);
		methods.afterSingletonsInstantiated();
		return methods;
	}

	@SuppressWarnings("unchecked")
	private static <T> void register(GenericApplicationContext context, String name, T bean) {
		context.registerBean(name, (Class<T>) bean.getClass(), () -> bean);
	}

	record Named(String name) {

	}

	/** Two setters that read the same member differently. */
	static class Ambiguous {

		public void setName(Integer name) {
		}

		public void setName(Boolean name) {
		}

	}

	static class Fine {

		@RealtimeMethod("plain")
		void plain() {
		}

		@RealtimeMethod("channel/re-name")
		public CompletableFuture<Map<String, Named>> everything(RealtimeUser user, Optional<List<Named>> body,
				@Header String origin, @Header(name = "x", required = false) Integer x,
				@Headers Map<String, String> headers) {
			return CompletableFuture.completedFuture(Map.of());
		}

		@RealtimeMethod("hidden")
		private Mono<JsonNode> hidden(JsonNode body) {
			return Mono.just(body);
		}

	}

	static class Taken {

		@RealtimeMethod("plain")
		void another() {
		}

	}

	abstract static class Generic<T> {

		@RealtimeMethod("generic")
		T generic(T body) {
			return body;
		}

	}

	static class Inherits extends Generic<Named> {

	}

	interface Visible {

		default void visible() {
		}

	}

	interface Shows {

		@RealtimeMethod("shown")
		String show();

	}

	static class Shown implements Shows {

		@Override
		public String show() {
			return "shown";
		}

	}

	static class Hidden implements Visible {

		@RealtimeMethod("a")
		public void call() {
		}

	}

}
