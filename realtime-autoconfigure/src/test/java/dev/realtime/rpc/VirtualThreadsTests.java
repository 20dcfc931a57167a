package dev.realtime.rpc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;

import dev.realtime.StompSocket;
import dev.realtime.StompSocket.Frame;
import dev.realtime.connection.ConnectionTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls run on virtual threads where the application wants them. */
@EnabledForJreRange(min = JRE.JAVA_21)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.threads.virtual.enabled=true")
class VirtualThreadsTests {

	@LocalServerPort
	private int port;

	@Autowired
	private ConnectionTokens tokens;

	@Test
	void callsRunOnVirtualThreads() {
		try (StompSocket alice = StompSocket.connect(this.port, this.tokens.issue("alice"))) {
			alice.send("SUBSCRIBE", "", "id", "own", "destination", "/user/queue/realtime");
			alice.send("SEND", "", "destination", "/realtime/call/thread", "correlation-id", "1");
			Frame reply = alice.nextEvent("realtime:reply");
			assertThat(reply.json().get("result").asString()).startsWith("VirtualThread");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	static class Application {

		@RealtimeMethod("thread")
		String thread() {
			return Thread.currentThread().toString();
		}

	}

}
