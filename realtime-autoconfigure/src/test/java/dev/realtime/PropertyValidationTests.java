package dev.realtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every number, duration and size has a value that it refuses, and says then which
 * property it is, what it was, and what to write instead.
 */
class PropertyValidationTests {

	private static final Path METADATA = Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");

	private static final Map<String, String> NEGATIVE = Map.of("java.lang.Integer", "-1", "java.time.Duration", "-1s",
			"org.springframework.util.unit.DataSize", "-1B");

	static Stream<Arguments> properties() throws IOException {
		List<Arguments> all = new ArrayList<>();
		for (JsonNode property : new JsonMapper().readTree(Files.readString(METADATA)).get("properties")) {
			String name = property.get("name").asString();
			String value = NEGATIVE.get(property.get("type").asString());
			if (value != null && name.startsWith("realtime.")) {
				all.add(Arguments.of(name, value, property.get("sourceType").asString()));
			}
		}
		return all.stream();
	}

	@ParameterizedTest
	@MethodSource("properties")
	void refusesNegativeValues(String name, String value, String type) {
		Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(name, value)));
		String prefix = name.substring(0, name.lastIndexOf('.'));
		Throwable refused = catchThrowable(() -> binder.bind(prefix, Bindable.of(ClassUtils.forName(type, null))));
		assertThat(refused).as(name)
			.rootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (invalid) -> {
				assertThat(invalid.getName()).isEqualTo(name);
				assertThat(invalid.getValue()).isNotNull();
				assertThat(invalid.getReason()).startsWith("Must ").endsWith(".");
			});
	}

}
