package dev.realtime.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation. */
record Page(Path file, String text) {

	/** The root of the project. */
	static final Path ROOT = Path.of("..");

	private static final Pattern FENCE = Pattern
		.compile("(?ms)^(?<indent> *)```(?<language>[^\n]*)\n(?<code>.*?)^ *```$");

	private static final List<String> generated = List.of("target", "node_modules");

	/** All pages there are. */
	static List<Page> all() {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.getFileName().toString().endsWith(".md"))
				.map(Path::normalize)
				.filter((file) -> Stream.of(file.toString().split("[/\\\\]")).noneMatch(generated::contains))
				.sorted()
				.map(Page::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Page read(Path file) {
		try {
			return new Page(file, Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The file's name without its ending. */
	String name() {
		return this.file.getFileName().toString().replace(".md", "").replace('-', '_').toLowerCase(Locale.ROOT);
	}

	/** The page of that path below the root. */
	static Page of(String path) {
		return read(ROOT.resolve(path).normalize());
	}

	/** Where it is, below the root. */
	String path() {
		return ROOT.normalize().relativize(this.file).toString().replace('\\', '/');
	}

	/** What stands in fences, in order. */
	List<Snippet> snippets() {
		List<Snippet> snippets = new ArrayList<>();
		Matcher matcher = FENCE.matcher(this.text);
		while (matcher.find()) {
			int line = (int) this.text.substring(0, matcher.start()).lines().count() + 2;
			snippets.add(new Snippet(this, line, matcher.group("indent").length(), matcher.group("language"),
					matcher.group("code").stripIndent()));
		}
		return snippets;
	}

	/** What stands in fences of a language, in order. */
	List<Snippet> snippets(String language) {
		return snippets().stream().filter((snippet) -> snippet.language().equals(language)).toList();
	}

	/** All snippets of a language there are. */
	static Stream<Snippet> allSnippets(String language) {
		return all().stream().flatMap((page) -> page.snippets(language).stream());
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

	/**
	 * What stands in a fence.
	 *
	 * @param page where
	 * @param line of its first line
	 * @param indent of the fence
	 * @param language as the fence says, or nothing
	 * @param code what stands there
	 */
	record Snippet(Page page, int line, int indent, String language, String code) {

		@Override
		public String toString() {
			return this.page + ":" + this.line;
		}

	}

}
