package dev.realtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of properties in docs/operations.md is what the code says. To write it anew:
 * {@code mvn -pl realtime-autoconfigure -am test -Dtest=PropertyTableTests -Dtable=write}.
 */
class PropertyTableTests {

	private static final String BEGIN = "<!-- properties -->\n";

	private static final String END = "<!-- end of properties -->";

	private static final Path PAGE = Path.of("..", "docs", "operations.md");

	@Test
	void theDocumentedPropertiesAreThoseOfTheCode() throws IOException {
		String page = Files.readString(PAGE);
		int begin = page.indexOf(BEGIN) + BEGIN.length();
		int end = page.indexOf(END);
		String table = table();
		if ("write".equals(System.getProperty("table"))) {
			Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
			return;
		}
		assertThat(page.substring(begin, end)).isEqualTo(table);
	}

	private static String table() throws IOException {
		Map<String, String> rows = new TreeMap<>();
		try (InputStream metadata = Files
			.newInputStream(Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json"))) {
			for (JsonNode property : new JsonMapper().readTree(metadata).get("properties")) {
				String name = property.get("name").asString();
				assertThat(property.path("description").asString("")).as(name).isNotBlank();
				rows.put(name, "| `" + name + "` | " + defaultValue(property.get("defaultValue")) + " | "
						+ property.get("description").asString().replaceAll("\\s+", " ") + " |\n");
			}
		}
		return "| property | default | |\n|---|---|---|\n" + rows.values().stream().collect(Collectors.joining());
	}

	private static String defaultValue(JsonNode value) {
		if (value == null || (value.isArray() && value.isEmpty())) {
			return "";
		}
		return "`" + (value.isString() ? value.asString() : value.toString()) + "`";
	}

}
