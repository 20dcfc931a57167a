package dev.realtime.crud;

import org.jspecify.annotations.Nullable;

/**
 * An announcing annotation that cannot work; fails the start.
 */
final class InvalidAnnouncementException extends RuntimeException {

	private final String where;

	private final @Nullable String template;

	private final int position;

	private final String problem;

	private final String remedy;

	/**
	 * Creates the exception.
	 * @param where bean, method and annotation
	 * @param template the attribute's text, if one is at fault
	 * @param position index of a character in it
	 * @param problem what is wrong, a clause without a full stop
	 * @param remedy what to do about it, a sentence
	 */
	InvalidAnnouncementException(String where, @Nullable String template, int position, String problem, String remedy) {
		super(where + ": " + ((template != null) ? "'" + template + "' at position " + position + ": " : "") + problem
				+ ". " + remedy);
		this.where = where;
		this.template = template;
		this.position = position;
		this.problem = problem;
		this.remedy = remedy;
	}

	/** What is wrong, with the place marked in the template. */
	String description() {
		StringBuilder text = new StringBuilder(this.where).append(":\n\n");
		if (this.template != null) {
			text.append("    ").append(this.template).append('\n');
			text.append("    ").append(" ".repeat(this.position)).append("^ position ").append(this.position);
			text.append("\n\n");
		}
		return text.append(this.problem).append('.').toString();
	}

	String remedy() {
		return this.remedy;
	}

}
