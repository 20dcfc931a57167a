package dev.realtime.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The tests that the page for newcomers names are there. */
class ComingFromTests {

	private static final Path PAGE = Path.of("coming-from.md");

	private static final Pattern NAMED = Pattern
		.compile("`(?<type>\\w+Tests)\\.(?<method>\\w+)`|\"(?<title>[^\"]+)\"|attack (?<attack>\\d{3})");

	private static final Pattern GENERATED = Pattern.compile("/(target|node_modules)/");

	static Stream<String> rows() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		int table = lines.indexOf("## Broken there, tested here");
		return lines.subList(table, lines.size())
			.stream()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| there "));
	}

	@ParameterizedTest
	@MethodSource("rows")
	void isTested(String row) throws IOException {
		String tests = row.substring(row.lastIndexOf("|", row.length() - 2));
		Matcher named = NAMED.matcher(tests);
		int count = 0;
		while (named.find()) {
			count++;
			assertThat(isThere(named)).as(named.group()).isTrue();
		}
		assertThat(count).as(row).isPositive();
	}

	@Test
	void missesATestThatIsNotThere() throws IOException {
		for (String name : List.of("`EndToEndTests.doesNotExist`", "\"is not there\"", "attack 999")) {
			Matcher named = NAMED.matcher(name);
			assertThat(named.matches()).isTrue();
			assertThat(isThere(named)).as(name).isFalse();
		}
	}

	private static boolean isThere(Matcher named) throws IOException {
		if (named.group("type") != null) {
			String method = " " + named.group("method") + "(";
			return files("/src/test/java/", named.group("type") + ".java")
				.anyMatch((file) -> read(file).contains(method));
		}
		if (named.group("title") != null) {
			return files("/realtime-client/tests/", ".test.js")
				.anyMatch((file) -> read(file).contains(named.group("title")));
		}
		String start = "\n" + named.group("attack") + "\t";
		return files("/src/test/resources/", "attacks.tsv").anyMatch((file) -> read(file).contains(start));
	}

	private static Stream<Path> files(String directory, String end) throws IOException {
		try (Stream<Path> all = Files.walk(Page.ROOT)) {
			return all
				.filter((file) -> file.toString().endsWith(end) && file.toString().contains(directory)
						&& !GENERATED.matcher(file.toString()).find())
				.toList()
				.stream();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
