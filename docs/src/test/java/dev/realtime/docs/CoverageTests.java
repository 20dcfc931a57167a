package dev.realtime.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.realtime.docs.Page.Snippet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever stands in a fence is held to what is true: compiled, started, bound, sent or
 * run by a check. Whoever adds something that none of them looks at finds out here.
 */
class CoverageTests {

	/** Languages of which every snippet is checked, wherever it stands. */
	private static final Map<String, Class<?>> EVERYWHERE = Map.of("java", JavaSnippetTests.class, "yaml",
			YamlSnippetTests.class, "json", OtherSnippetTests.class, "xml", OtherSnippetTests.class);

	/** Languages that are checked page by page, each by name. */
	private static final Map<String, List<String>> BY_PAGE = Map.of("text", TextSnippetTests.PAGES, "stomp",
			List.of("docs/protocol.md", "docs/calls.md"), "http", List.of("docs/push.md"), "python",
			List.of("docs/push.md", "docs/authentication.md"));

	/** What realtime-client/tests/docs.test.js reads. */
	private static final Pattern SCRIPTED = Pattern.compile("README\\.md|docs/[^/]+\\.md");

	/** Whose shell ProgramSnippetTests runs. */
	private static final String PUSH = "docs/push.md";

	static Stream<Snippet> snippets() {
		return Page.all().stream().flatMap((page) -> page.snippets().stream());
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void isChecked(Snippet snippet) throws IOException {
		String page = snippet.page().path();
		boolean checked = switch (snippet.language()) {
			case "js", "ts", "html" -> SCRIPTED.matcher(page).matches() && snippet.indent() == 0;
			case "sh" -> page.equals(PUSH) || isRun(page, snippet);
			default -> EVERYWHERE.containsKey(snippet.language())
					|| BY_PAGE.getOrDefault(snippet.language(), List.of()).contains(page);
		};
		assertThat(checked).as("%s is looked at by some check", snippet).isTrue();
	}

	/** A script of the build takes it from the page: {@code snippet <page> <number>}. */
	private static boolean isRun(String page, Snippet snippet) throws IOException {
		int number = snippet.page().snippets("sh").indexOf(snippet) + 1;
		Pattern run = Pattern.compile("(?m)^[^#\n]*\\bsnippet " + Pattern.quote(page) + " " + number + "\\b");
		for (String script : List.of("packed", "documented")) {
			if (run.matcher(Files.readString(Page.ROOT.resolve(".ci").resolve(script))).find()) {
				return true;
			}
		}
		return false;
	}

	@Test
	void looksAtEveryPage() {
		assertThat(Page.all()).extracting(Page::path)
			.contains("README.md", "CONTRIBUTING.md", "docs/push.md", "sample-app/README.md", "benchmarks/README.md",
					"examples/README.md");
		assertThat(snippets().map(Snippet::language)).contains("java", "sh", "python", "js", "html", "text");
	}

	@Test
	void findsWhatNobodyLooksAt() {
		Page page = new Page(Path.of("..", "docs", "new.md"), "```sh\nls\n```\n```\nls\n```\n```ruby\nputs\n```\n");
		assertThat(page.snippets()).extracting(Snippet::language).containsExactly("sh", "", "ruby");
		for (Snippet snippet : page.snippets()) {
			assertThatThrownBy(() -> isChecked(snippet)).isInstanceOf(AssertionError.class);
		}
	}

}
