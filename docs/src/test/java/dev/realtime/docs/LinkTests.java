package dev.realtime.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a page leads to is there. */
class LinkTests {

	private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

	static List<Page> pages() {
		return Page.all();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Page page) {
		List<String> dead = links(page).filter((link) -> !exists(page, link)).toList();
		assertThat(dead).as("links of " + page + " that lead nowhere").isEmpty();
	}

	private static Stream<String> links(Page page) {
		return LINK.matcher(page.text())
			.results()
			.map(MatchResult::group)
			.map((link) -> link.substring(2, link.length() - 1))
			.filter((link) -> !link.matches("[a-z]+:.*"));
	}

	private static boolean exists(Page page, String link) {
		String[] parts = link.split("#", 2);
		Path file = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
		if (!Files.exists(file)) {
			return false;
		}
		return parts.length == 1 || Page.all()
			.stream()
			.filter((candidate) -> candidate.file().equals(file))
			.anyMatch((candidate) -> anchors(candidate).anyMatch(parts[1]::equals));
	}

	/** As GitHub makes them of headings. */
	private static Stream<String> anchors(Page page) {
		return HEADING.matcher(page.text())
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'));
	}

}
