package dev.realtime.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.realtime.Room;

/**
 * Literal text with {@code {…}} parts whose evaluation names rooms or a resource's path:
 * {@code /channels/{channelId}}. A part is a SpEL expression; braces nest in it, and
 * quoted text may hold them. Its value is percent-encoded as one path segment, so that a
 * value with a slash cannot name another room; only a template that is one single part
 * yields whole names. A part that yields a collection gives one name per element. Not
 * API.
 */
public final class RoomTemplate {

	/** What stands for a part in a skeleton; text around parts has no braces. */
	static final String PART = "{}";

	private final String text;

	/** One more than there are parts: what stands before, between and after them. */
	private final List<String> literals;

	private final List<TemplateExpression> parts;

	private RoomTemplate(String text, List<String> literals, List<TemplateExpression> parts) {
		this.text = text;
		this.literals = List.copyOf(literals);
		this.parts = List.copyOf(parts);
	}

	/**
	 * Parses and checks a template of room names.
	 * @param text the template
	 * @param scope what its parts may name
	 * @return the template
	 * @throws InvalidTemplateException if it can never yield a room name
	 */
	public static RoomTemplate parse(String text, TemplateScope scope) {
		RoomTemplate template = parsePath(text, scope);
		if (!template.isWhole()) {
			String example = String.join("x", template.literals);
			if (!Room.isValid(example)) {
				throw new InvalidTemplateException(text, 0, "the text around the parts is not that of a room name",
						"A room is a path such as /channels/{channelId}: it starts with '/', has no empty segment,"
								+ " and everything but letters, digits and -._~!$&'()+,=:@ is percent-encoded");
			}
		}
		return template;
	}

	/**
	 * Parses and checks a template of paths.
	 * @param text the template
	 * @param scope what its parts may name
	 * @return the template
	 * @throws InvalidTemplateException if one of its parts cannot work
	 */
	public static RoomTemplate parsePath(String text, TemplateScope scope) {
		List<String> literals = new ArrayList<>();
		List<TemplateExpression> parts = new ArrayList<>();
		int literal = 0;
		for (int i = 0; i < text.length(); i++) {
			char ch = text.charAt(i);
			if (ch == '}') {
				throw new InvalidTemplateException(text, i, "'}' closes nothing",
						"Remove it, or open the part with '{'");
			}
			if (ch == '{') {
				int end = endOfPart(text, i);
				literals.add(text.substring(literal, i));
				parts.add(part(text, i + 1, end, scope));
				i = end;
				literal = end + 1;
			}
		}
		literals.add(text.substring(literal));
		return new RoomTemplate(text, literals, parts);
	}

	private static int endOfPart(String text, int start) {
		int depth = 0;
		char quote = 0;
		for (int i = start; i < text.length(); i++) {
			char ch = text.charAt(i);
			if (quote != 0) {
				// a quote is doubled within quoted text: it closes and opens again
				quote = (ch == quote) ? 0 : quote;
			}
			else if (ch == '\'' || ch == '"') {
				quote = ch;
			}
			else if (ch == '{') {
				depth++;
			}
			else if (ch == '}' && --depth == 0) {
				return i;
			}
		}
		throw new InvalidTemplateException(text, start, "'{' is never closed",
				(quote != 0) ? "Close the quoted text and the part" : "Close the part with '}'");
	}

	private static TemplateExpression part(String text, int start, int end, TemplateScope scope) {
		String expression = text.substring(start, end);
		if (expression.isBlank()) {
			throw new InvalidTemplateException(text, start, "the part is empty",
					"Name a property of the entity, such as {id}, or an argument, such as {#id}");
		}
		TemplateExpression part = TemplateExpression.parse(expression, scope, text, start);
		if (!PartText.canHaveText(part.type())) {
			throw new InvalidTemplateException(text, start,
					"'" + expression + "' is a " + part.type() + ", which cannot be part of a name",
					"Name one of its properties, such as {" + expression + ".id}");
		}
		return part;
	}

	/**
	 * Evaluates the template.
	 * @param values what its parts name
	 * @return valid room names, at least one
	 * @throws IllegalStateException if a part is null or empty or a name is no room name
	 * @throws org.springframework.expression.EvaluationException if a part fails
	 */
	public List<String> rooms(TemplateValues values) {
		List<String> names = evaluate(values);
		for (String name : names) {
			if (!isSafe(name) && !Room.isValid(name)) {
				throw new IllegalStateException("Template '" + this.text + "' yields a name that is no room name");
			}
		}
		return names;
	}

	/**
	 * Whether the name is valid without being matched: the text around the parts was
	 * checked, and an encoded value can only make it too long or a segment of dots.
	 */
	private boolean isSafe(String name) {
		return !isWhole() && name.length() <= Room.MAX_LENGTH && !name.contains("/.");
	}

	/**
	 * Which names could come of this template, for who has no values.
	 * @return {@code null} where it yields whole names, so that any could
	 */
	public @Nullable Predicate<String> names() {
		if (isWhole()) {
			return null;
		}
		return Pattern.compile(this.literals.stream().map(Pattern::quote).collect(Collectors.joining(PartText.ENCODED)))
			.asMatchPredicate();
	}

	/**
	 * Evaluates the template.
	 * @param values what its parts name
	 * @return the path
	 * @throws IllegalStateException if a part is null or empty or yields several values
	 * @throws org.springframework.expression.EvaluationException if a part fails
	 */
	public String path(TemplateValues values) {
		List<String> paths = evaluate(values);
		if (paths.size() != 1) {
			throw new IllegalStateException("Template '" + this.text + "' yields " + paths.size() + " paths, not one");
		}
		return paths.get(0);
	}

	private List<String> evaluate(TemplateValues values) {
		StringBuilder name = new StringBuilder(64).append(this.literals.get(0));
		for (int i = 0; i < this.parts.size(); i++) {
			Object value = this.parts.get(i).value(values);
			if (PartText.isSeveral(value)) {
				return evaluateAll(values);
			}
			appendPart(name, i, value);
		}
		return List.of(name.toString());
	}

	/** The rare case: every combination of the elements of the parts. */
	private List<String> evaluateAll(TemplateValues values) {
		List<StringBuilder> names = List.of(new StringBuilder(this.literals.get(0)));
		for (int i = 0; i < this.parts.size(); i++) {
			List<? extends @Nullable Object> elements = PartText.elements(this.parts.get(i).value(values));
			if (elements.isEmpty()) {
				throw emptyPart(i);
			}
			List<StringBuilder> longer = new ArrayList<>(names.size() * elements.size());
			for (StringBuilder name : names) {
				for (Object element : elements) {
					StringBuilder copy = new StringBuilder(name);
					appendPart(copy, i, element);
					longer.add(copy);
				}
			}
			names = longer;
		}
		return names.stream().map(StringBuilder::toString).distinct().toList();
	}

	private void appendPart(StringBuilder name, int index, @Nullable Object value) {
		String part = PartText.of(value);
		if (part == null || part.isEmpty()) {
			throw emptyPart(index);
		}
		if (isWhole()) {
			name.append(part);
		}
		else {
			PartText.encode(part, name);
		}
		name.append(this.literals.get(index + 1));
	}

	private IllegalStateException emptyPart(int index) {
		return new IllegalStateException(
				"Template '" + this.text + "': {" + this.parts.get(index) + "} is null or empty");
	}

	private boolean isWhole() {
		return this.parts.size() == 1 && this.literals.get(0).isEmpty() && this.literals.get(1).isEmpty();
	}

	/** The template with an empty pair of braces in place of each part. */
	String skeleton() {
		return String.join(PART, this.literals);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
