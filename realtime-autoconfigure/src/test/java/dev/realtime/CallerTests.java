package dev.realtime;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/** Who caused an event, and from which client. */
class CallerTests {

	private static RealtimeEvent stamped() {
		return Caller.stamp(RealtimeEvent.named("a", 1));
	}

	private static void request(Principal user, String origin) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setUserPrincipal(user);
		if (origin != null) {
			request.addHeader("Realtime-Origin", origin);
		}
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
	}

	@AfterEach
	void nobody() {
		RequestContextHolder.resetRequestAttributes();
		SecurityContextHolder.clearContext();
	}

	@Test
	void nobodyIsKnownInAScheduledJob() {
		assertThat(stamped().actor()).isNull();
		assertThat(stamped().origin()).isNull();
	}

	@Test
	void takesTheServletRequestsPrincipalAndOrigin() {
		request(() -> "alice", "tab-1");
		assertThat(stamped().actor()).isEqualTo("alice");
		assertThat(stamped().origin()).isEqualTo("tab-1");
	}

	@Test
	void prefersSpringSecuritysUser() {
		request(() -> "servlet", null);
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("bob", "x", "ROLE_USER"));
		assertThat(stamped().actor()).isEqualTo("bob");
	}

	@Test
	void anAnonymousAuthenticationIsNobody() {
		SecurityContextHolder.getContext()
			.setAuthentication(new AnonymousAuthenticationToken("key", "anonymousUser",
					List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS"))));
		assertThat(stamped().actor()).isNull();
		request(() -> "servlet", null);
		assertThat(stamped().actor()).isEqualTo("servlet");
	}

	@Test
	void takesTheUserWhoseFrameIsHandled() {
		new Caller(new RealtimeUser("carol"), "tab-2").run(() -> {
			assertThat(stamped().actor()).isEqualTo("carol");
			assertThat(stamped().origin()).isEqualTo("tab-2");
		});
		assertThat(stamped().actor()).isNull();
	}

	@Test
	void ignoresAnOriginThatIsTooLongOrHoldsControlCharacters() {
		request(null, "x".repeat(129));
		assertThat(stamped().origin()).isNull();
		request(null, "a\nb");
		assertThat(stamped().origin()).isNull();
		request(null, "x".repeat(128));
		assertThat(stamped().origin()).hasSize(128);
	}

	@Test
	void keepsWhatTheEventSays() {
		request(() -> "alice", "tab-1");
		RealtimeEvent event = Caller.stamp(RealtimeEvent.named("a", 1).withActor("system").withOrigin("job"));
		assertThat(event.actor()).isEqualTo("system");
		assertThat(event.origin()).isEqualTo("job");
	}

	@Test
	void anotherThreadKnowsNobodyUnlessTheContextIsCarriedThere() {
		request(() -> "alice", null);
		assertThat(CompletableFuture.supplyAsync(() -> stamped().actor() == null).join()).isTrue();
	}

}
