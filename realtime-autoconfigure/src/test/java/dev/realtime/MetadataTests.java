package dev.realtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What an IDE says of the properties. */
class MetadataTests {

	private static final Path METADATA = Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");

	@Test
	void describesEveryPropertyAsTheOthersAre() throws IOException {
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			String description = property.path("description").asString("");
			assertThat(description).as(name).isNotBlank().endsWith(".").doesNotStartWith("The ");
			assertThat(description.charAt(0)).as(name).isUpperCase();
			if (property.get("type").asString().equals("java.lang.Boolean")) {
				assertThat(description).as(name).startsWith("Whether ");
			}
			assertThat(property.get("type").asString()).as(name).isNotBlank();
		}
	}

	@Test
	void hintsAreOfPropertiesThatThereAre() throws IOException {
		Set<String> names = new TreeSet<>();
		metadata().get("properties").forEach((property) -> names.add(property.get("name").asString()));
		assertThat(metadata().get("hints")).isNotEmpty()
			.allSatisfy((hint) -> assertThat(hint.get("name").asString()).isIn(names));
	}

	/** What cannot be guessed from the type has an example. */
	@Test
	void hasExamplesWhereTheTypeSaysLittle() throws IOException {
		Set<String> hinted = new TreeSet<>();
		metadata().get("hints").forEach((hint) -> hinted.add(hint.get("name").asString()));
		for (JsonNode property : metadata().get("properties")) {
			String type = property.get("type").asString();
			String name = property.get("name").asString();
			boolean open = type.equals("java.lang.String") || type.startsWith("java.util.List");
			if (open && name.startsWith("realtime.") && property.path("defaultValue").isMissingNode()) {
				boolean example = property.get("description").asString().contains("such as") || hinted.contains(name);
				assertThat(example).as(name + " has a hint, or an example in its description").isTrue();
			}
		}
	}

	private static JsonNode metadata() throws IOException {
		return new JsonMapper().readTree(Files.readString(METADATA));
	}

}
