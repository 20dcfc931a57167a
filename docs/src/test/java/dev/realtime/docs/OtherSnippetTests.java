package dev.realtime.docs;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootVersion;

import dev.realtime.docs.Page.Snippet;

import static org.assertj.core.api.Assertions.assertThat;

/** JSON, XML and shell are well-formed; versions and modules are those of the build. */
class OtherSnippetTests {

	private static final Pattern OPTION = Pattern.compile("-(?:pl|f) (?<path>\\S+)");

	static Stream<Snippet> json() {
		return Page.allSnippets("json");
	}

	static Stream<Snippet> xml() {
		return Page.allSnippets("xml");
	}

	static Stream<Snippet> shell() {
		return Page.allSnippets("sh");
	}

	@ParameterizedTest
	@MethodSource("json")
	void jsonIsWellFormed(Snippet snippet) {
		assertThat(new JsonMapper().readTree(snippet.code()).isObject()).as("%s", snippet).isTrue();
	}

	@ParameterizedTest
	@MethodSource("xml")
	void dependenciesExist(Snippet snippet) throws Exception {
		Document document = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader("<snippet>" + snippet.code() + "</snippet>")));
		var groups = document.getElementsByTagName("groupId");
		for (int i = 0; i < groups.getLength(); i++) {
			var element = (org.w3c.dom.Element) groups.item(i).getParentNode();
			String module = text(element, "artifactId");
			String version = text(element, "version");
			switch (groups.item(i).getTextContent()) {
				case "dev.realtime" -> {
					assertThat(Page.ROOT.resolve(module).resolve("pom.xml")).as("%s", snippet).exists();
					assertThat(version).as("%s", snippet).isIn("", System.getProperty("project.version"));
				}
				case "org.springframework.boot" ->
					assertThat(version).as("%s", snippet).isIn("", SpringBootVersion.getVersion());
				default -> assertThat(module).as("%s", snippet).isNotEmpty();
			}
		}
	}

	private static String text(org.w3c.dom.Element parent, String name) {
		var found = parent.getElementsByTagName(name);
		return (found.getLength() == 0) ? "" : found.item(0).getTextContent();
	}

	@ParameterizedTest
	@MethodSource("shell")
	void shellIsWellFormedAndNamesWhatThereIs(Snippet snippet) throws Exception {
		Process shell = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
		try (var input = shell.outputWriter()) {
			input.write(snippet.code());
		}
		assertThat(shell.waitFor()).as("%s: %s", snippet, new String(shell.getInputStream().readAllBytes())).isZero();
		assertThat(OPTION.matcher(snippet.code()).results().map(OtherSnippetTests::path)).as("%s", snippet)
			.allMatch(Files::exists);
	}

	private static Path path(MatchResult option) {
		return Page.ROOT.resolve(option.group(1));
	}

}
