package dev.realtime.room;

/**
 * A template or expression that cannot work, found when it was parsed. Not API.
 */
public final class InvalidTemplateException extends RuntimeException {

	private final String template;

	private final int position;

	private final String problem;

	private final String remedy;

	InvalidTemplateException(String template, int position, String problem, String remedy) {
		super("'" + template + "' at position " + position + ": " + problem + ". " + remedy);
		this.template = template;
		this.position = position;
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * The whole template.
	 * @return as it was written
	 */
	public String template() {
		return this.template;
	}

	/**
	 * Where the problem is.
	 * @return index of a character in the template, from 0
	 */
	public int position() {
		return this.position;
	}

	/**
	 * What is wrong.
	 * @return a clause without a full stop
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * What to do about it.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
