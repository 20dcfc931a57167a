package dev.realtime.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.core.io.DefaultResourceLoader;

import dev.realtime.docs.Page.Snippet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pages show as Java compiles, and the beans among it start: their templates,
 * rules and methods pass the checks of a start.
 * <p>
 * A snippet is a whole file, or one of a page's parts. What is around those parts, so
 * that they can be compiled, is in {@code src/test/frames/<page>.java}: each line there
 * that says {@code // snippet} is the place of the page's next one.
 */
class JavaSnippetTests {

	private static final Path FRAMES = Path.of("src", "test", "frames");

	private static final Path SOURCES = Path.of("target", "snippets", "java");

	private static final Path CLASSES = Path.of("target", "snippets", "classes");

	private static final Pattern PLACE = Pattern.compile("(?m)^\\s*// snippet$");

	private static final Pattern CLASS = Pattern.compile("(?m)^(?:public |final )*(?:class|record|interface) (\\w+)");

	static Stream<Page> pages() {
		return Page.all().stream().filter((page) -> !page.snippets("java").isEmpty());
	}

	@BeforeAll
	static void compile() throws IOException {
		List<Path> files = new ArrayList<>();
		for (Page page : pages().toList()) {
			files.addAll(write(page));
		}
		Files.createDirectories(CLASSES);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter errors = new StringWriter();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			boolean compiled = compiler
				.getTask(errors, manager, null,
						List.of("-parameters", "-proc:none", "-d", CLASSES.toString(), "-classpath",
								System.getProperty("java.class.path")),
						null, manager.getJavaFileObjectsFromPaths(files))
				.call();
			assertThat(compiled).as("%s", errors).isTrue();
		}
	}

	private static List<Path> write(Page page) throws IOException {
		List<Path> files = new ArrayList<>();
		List<String> parts = new ArrayList<>();
		for (Snippet snippet : page.snippets("java")) {
			if (snippet.code().startsWith("package ")) {
				files.add(write(page, snippet.code()));
			}
			else {
				parts.add(snippet.code());
			}
		}
		Path frame = FRAMES.resolve(page.name() + ".java");
		if (!parts.isEmpty()) {
			assertThat(frame).as("what is around the snippets of " + page).exists();
			files.add(write(page, fill(page, Files.readString(frame), parts)));
		}
		return files;
	}

	private static String fill(Page page, String frame, List<String> parts) {
		Matcher place = PLACE.matcher(frame);
		StringBuilder filled = new StringBuilder();
		int count = 0;
		while (place.find()) {
			assertThat(parts).as(page + ": its frame has a place for more snippets").hasSizeGreaterThan(count);
			place.appendReplacement(filled, Matcher.quoteReplacement("\n" + parts.get(count++)));
		}
		assertThat(count).as(page + ": places in its frame").isEqualTo(parts.size());
		return place.appendTail(filled).toString();
	}

	private static Path write(Page page, String source) throws IOException {
		Matcher name = CLASS.matcher(source);
		assertThat(name.find()).as(page + " shows a class").isTrue();
		Path file = SOURCES.resolve(page.name()).resolve(name.group(1) + ".java");
		Files.createDirectories(file.getParent());
		return Files.writeString(file, source);
	}

	@Test
	void theWholeApplicationStarts() throws Exception {
		try (URLClassLoader loader = loader()) {
			Class<?> application = loader.loadClass("com.example.NotesApplication");
			try (ConfigurableApplicationContext context = start(loader, List.of(application))) {
				assertThat(context.getBean(loader.loadClass("com.example.NotesApplication$Notes"))).isNotNull();
			}
		}
	}

	@Test
	void beansStart() throws Exception {
		try (URLClassLoader loader = loader()) {
			for (Page page : pages().toList()) {
				List<Class<?>> beans = beans(loader, page);
				List<Class<?>> sources = new ArrayList<>(beans);
				sources.add(Application.class);
				try (ConfigurableApplicationContext context = start(loader, sources)) {
					assertThat(beans).as("%s", page)
						.allSatisfy((bean) -> assertThat(context.getBeanProvider(bean).stream()).isNotEmpty());
				}
				catch (BeansException ex) {
					throw new AssertionError("The beans of " + page + " do not start", ex);
				}
			}
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader loader, List<Class<?>> sources) {
		return new SpringApplicationBuilder(sources.toArray(Class[]::new))
			.resourceLoader(new DefaultResourceLoader(loader))
			.beanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE)
			.bannerMode(Banner.Mode.OFF)
			.properties("server.port=0", "logging.level.root=WARN")
			.run();
	}

	private static List<Class<?>> beans(ClassLoader loader, Page page) throws ClassNotFoundException {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(true);
		scanner.setResourceLoader(new DefaultResourceLoader(loader));
		List<Class<?>> beans = new ArrayList<>();
		for (BeanDefinition bean : scanner.findCandidateComponents("snippets." + page.name())) {
			beans.add(loader.loadClass(bean.getBeanClassName()));
		}
		return beans;
	}

	private static URLClassLoader loader() throws MalformedURLException {
		return new URLClassLoader(new URL[] { CLASSES.toUri().toURL() }, JavaSnippetTests.class.getClassLoader());
	}

	/** Everything the starter configures. */
	@EnableAutoConfiguration
	static class Application {

	}

}
