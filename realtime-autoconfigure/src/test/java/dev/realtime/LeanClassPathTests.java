package dev.realtime;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.ClassUtils;

import dev.realtime.StompSocket.Frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Whatever the starter can do without may be missing: an application starts, a client
 * connects and gets an event. The class path really is without those jars; a filtered
 * class loader would still link classes that mention them. The one with nothing at all
 * but the starter: {@code examples/bare}.
 */
class LeanClassPathTests {

	/** Slow to start, and no other feature depends on them. */
	private static final String DATABASE = "hibernate-.*|spring-(orm|jdbc|data-j.*)|spring-boot-(starter-)?"
			+ "(hibernate|jpa|jdbc|sql|data-j.*)|h2|HikariCP|artemis-.*";

	private static final String TOMCAT_URLS = "org.apache.catalina.webresources.TomcatURLStreamHandlerFactory";

	private static final String[] PROPERTIES = { "--server.port=0", "--spring.main.banner-mode=off",
			"--logging.level.root=warn", "--spring.main.register-shutdown-hook=false",
			"--realtime.jwt.secret=" + ReliabilityTest.SECRET, "--realtime.rooms.public=" + LeanApplication.ROOM,
			"--spring.autoconfigure.exclude="
					+ "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
					+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" };

	@ParameterizedTest(name = "without {0}")
	@CsvSource(delimiter = '~', textBlock = """
			actuator        ~ spring-boot-(starter-)?actuator.*|spring-boot-health
			Micrometer      ~ micrometer-(core|registry.*|tracing.*|jakarta.*)|spring-boot-(starter-)?micrometer-.*
			Spring Security ~ spring-security-.*|spring-boot-(starter-)?security.*
			Spring Data     ~ spring-data-.*|spring-boot-(starter-)?data-.*
			Bean Validation ~ jakarta.validation-api|hibernate-validator|spring-boot-(starter-)?validation
			Reactor         ~ reactor-.*
			reactor-netty   ~ reactor-netty-.*
			JPA             ~ jakarta.persistence-api
			containers      ~ testcontainers.*|docker-java-.*|spring-boot-(testcontainers|docker-compose)
			""")
	void announces(String missing, Pattern jars) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = without(jars)) {
			thread.setContextClassLoader(loader);
			try (AutoCloseable application = start(loader, PROPERTIES)) {
				int port = ((IntSupplier) application).getAsInt();
				String token = SignedToken.connection("ann", Instant.now().plusSeconds(60));
				try (StompSocket ann = StompSocket.connect(port, token)) {
					assertThat(ann.join("1", LeanApplication.ROOM).event()).isEqualTo("realtime:join:success");
					((Runnable) application).run();
					Frame created = ann.nextEvent("realtime:resource");
					assertThat(created.text("path")).isEqualTo("/notes/1");
					assertThat(created.json().get("resource").toString()).isEqualTo("{\"id\":1,\"text\":\"hello\"}");
				}
			}
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/** A batch job that shares beans with a web application. */
	@Test
	void startsWithoutAWebServer() throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = without(
				Pattern.compile("(tomcat|jetty)-.*|spring-boot-(starter-)?(tomcat|jetty).*"))) {
			thread.setContextClassLoader(loader);
			String[] properties = Arrays.copyOf(PROPERTIES, PROPERTIES.length + 1);
			properties[PROPERTIES.length] = "--spring.main.web-application-type=none";
			try (AutoCloseable application = start(loader, properties)) {
				assertThatCode(((Runnable) application)::run).doesNotThrowAnyException();
			}
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static AutoCloseable start(ClassLoader loader, String... properties) throws Exception {
		if (ClassUtils.isPresent(TOMCAT_URLS, loader)) {
			// only one of all Tomcats in this JVM can have it
			loader.loadClass(TOMCAT_URLS).getMethod("disable").invoke(null);
		}
		return (AutoCloseable) loader.loadClass(LeanApplication.class.getName())
			.getConstructor(String[].class)
			.newInstance((Object) properties);
	}

	private static URLClassLoader without(Pattern missing) throws MalformedURLException {
		Pattern database = Pattern.compile(DATABASE);
		List<URL> urls = new ArrayList<>();
		int left = 0;
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			Path path = Path.of(entry);
			String name = path.getFileName().toString().replaceFirst("-[0-9][0-9A-Za-z.-]*\\.jar$", "");
			if (!Files.isDirectory(path) && missing.matcher(name).matches()) {
				left++;
			}
			else if (!database.matcher(name).matches()) {
				urls.add(path.toUri().toURL());
			}
		}
		assertThat(left).as("jars of %s", missing).isPositive();
		return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

}
