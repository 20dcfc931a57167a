package dev.realtime.room;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NativeDetector;
import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParseException;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * One SpEL expression, parsed and checked against declared types once. Not API.
 */
public final class TemplateExpression {

	/**
	 * Compiled once it was evaluated often, since it stands on the path of business
	 * calls; evaluated as before where that is not possible.
	 */
	private static final SpelExpressionParser parser = new SpelExpressionParser(new SpelParserConfiguration(
			NativeDetector.inNativeImage() ? SpelCompilerMode.OFF : SpelCompilerMode.MIXED, null));

	private final SpelExpression expression;

	private final ResolvableType type;

	private TemplateExpression(SpelExpression expression, ResolvableType type) {
		this.expression = expression;
		this.type = type;
	}

	/**
	 * Parses and checks an expression.
	 * @param text the expression
	 * @param scope what it may name
	 * @return the expression
	 * @throws InvalidTemplateException if it cannot work
	 */
	public static TemplateExpression parse(String text, TemplateScope scope) {
		return parse(text, scope, text, 0);
	}

	/** Parses the part of a template that starts at the offset. */
	static TemplateExpression parse(String text, TemplateScope scope, String template, int offset) {
		SpelExpression expression;
		try {
			expression = parser.parseRaw(text);
		}
		catch (ParseException ex) {
			int position = offset + Math.max(0, ex.getPosition());
			String problem = (ex instanceof SpelParseException) ? ex.getSimpleMessage()
					: String.valueOf(ex.getMessage());
			throw new InvalidTemplateException(template, position, "'" + text + "' is not an expression: " + problem,
					"Write SpEL, such as channelId, #id or @rooms.of(#root)");
		}
		catch (IllegalStateException ex) {
			throw new InvalidTemplateException(template, offset,
					"'" + text + "' is not an expression: " + ex.getMessage(),
					"Write SpEL, such as channelId, #id or @rooms.of(#root)");
		}
		return new TemplateExpression(expression,
				new ExpressionCheck(template, offset, scope).check(expression.getAST()));
	}

	/**
	 * Evaluates the expression.
	 * @param values what it names
	 * @return its value
	 * @throws EvaluationException if it fails
	 */
	public @Nullable Object value(TemplateValues values) throws EvaluationException {
		return this.expression.getValue(values);
	}

	/**
	 * The type of its value, as far as declared types tell.
	 * @return {@link ResolvableType#NONE} if it is not known
	 */
	public ResolvableType type() {
		return this.type;
	}

	@Override
	public String toString() {
		return this.expression.getExpressionString();
	}

}
