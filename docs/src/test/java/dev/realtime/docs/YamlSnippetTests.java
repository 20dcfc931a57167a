package dev.realtime.docs;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import dev.realtime.docs.Page.Snippet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the pages show as configuration is bound, and valid. */
class YamlSnippetTests {

	/** Read by conditions alone, so that no properties class has it. */
	private static final String ENABLED = "realtime.enabled";

	private static final List<Class<?>> types = types();

	static Stream<Snippet> snippets() {
		return Page.allSnippets("yaml");
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void configures(Snippet snippet) throws Exception {
		assertThat(unknown(snippet.code())).as("what no property of realtime takes in %s", snippet).isEmpty();
	}

	@Test
	void knowsWhatIsUnknown() throws Exception {
		assertThat(types).hasSizeGreaterThan(5);
		assertThat(unknown("realtime: { history: { sizes: 3, ttl: 1m }, bulk-treshold: 3 }"))
			.containsExactly("realtime.bulk-treshold", "realtime.history.sizes");
		assertThatThrownBy(() -> unknown("realtime.history.ttl: soon")).rootCause().hasMessageContaining("soon");
	}

	/** Binds everything; what is left over belongs to nothing. */
	private static Collection<String> unknown(String yaml) throws Exception {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("snippet",
				new ByteArrayResource(yaml.getBytes()));
		Collection<String> left = new TreeSet<>();
		for (PropertySource<?> source : sources) {
			Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
				.filter((name) -> name.startsWith("realtime."))
				.forEach(left::add);
		}
		left.remove(ENABLED);
		BindHandler handler = new BindHandler() {
			@Override
			public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				left.remove(name.toString());
				return result;
			}
		};
		Binder binder = new Binder(ConfigurationPropertySources.from(sources),
				new PropertySourcesPlaceholdersResolver(List.of(new Variables())));
		for (Class<?> type : types) {
			ConfigurationProperties properties = AnnotationUtils.getAnnotation(type, ConfigurationProperties.class);
			binder.bind(properties.prefix(), Bindable.of(type), handler);
		}
		return left;
	}

	private static List<Class<?>> types() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents("dev.realtime")
			.stream()
			.<Class<?>>map((bean) -> ClassUtils.resolveClassName(bean.getBeanClassName(), null))
			.toList();
	}

	/** The environment of whoever copies a snippet: each variable is set. */
	private static final class Variables extends PropertySource<Map<String, String>> {

		Variables() {
			super("variables", Map.of());
		}

		@Override
		public @Nullable Object getProperty(String name) {
			return name.matches("[A-Z_]+") ? name + "-0123456789-0123456789-0123456789" : null;
		}

	}

}
