package dev.realtime;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SparingLogTests {

	private final List<String> lines = new ArrayList<>();

	private final SparingLog log = new SparingLog((Log) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { Log.class }, (proxy, method, arguments) -> {
				StringWriter text = new StringWriter().append(String.valueOf(arguments[0])).append('\n');
				((Throwable) arguments[1]).printStackTrace(new PrintWriter(text, true));
				this.lines.add(text.toString());
				return null;
			}));

	@Test
	void saysACauseOnceAMinute() {
		for (int i = 0; i < 1000; i++) {
			this.log.warn("A rule failed", new IllegalStateException("for " + i));
			this.log.warn("A rule failed", new IllegalArgumentException("for " + i));
			this.log.error("Another rule failed", new IllegalStateException("for " + i));
		}
		assertThat(this.lines).hasSize(3);
	}

	@Test
	void isBoundedHoweverManyCausesThereAre() {
		for (int i = 0; i < 2000; i++) {
			this.log.warn("Rule " + i + " failed", new IllegalStateException());
		}
		assertThat(this.lines).hasSizeBetween(500, 501);
	}

	@Test
	void writesNothingThatALogCouldMisread() {
		String forged = "no\r\n2026-01-01 INFO forged\u001b[31m\u0085\u2028\u202e\u0000" + "x".repeat(5000);
		this.log.warn("A rule failed", new IllegalStateException(forged, new IllegalArgumentException(forged)));
		assertThat(this.lines).singleElement().satisfies((text) -> {
			assertThat(text.lines()).noneMatch((line) -> line.startsWith("2026"))
				.allMatch((line) -> line.length() < 400);
			assertThat(text).contains("no??2026-01-01 INFO forged?[31m????x")
				.matches((all) -> all.codePoints()
					.noneMatch((c) -> c != '\n' && c != '\t' && (Character.isISOControl(c) || c == 0x202e)));
		});
	}

}
