package dev.realtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Logs what clients can bring about as often as they like: each cause once a minute, with
 * how often it came meanwhile, and nothing a client sent as it was sent. Not API.
 * <p>
 * Thread-safe.
 */
public final class SparingLog {

	private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** More causes than any application has, in case their names are made up. */
	private static final int MAX_CAUSES = 500;

	private static final int MAX_TEXT = 300;

	private final Log logger;

	private final Map<String, Cause> causes = new ConcurrentHashMap<>();

	/** Of one cause. */
	private static final class Cause {

		private long loggedAt;

		private long unsaid;

		private boolean logged;

	}

	/**
	 * Writes to a log.
	 * @param logger where to
	 */
	public SparingLog(Log logger) {
		this.logger = logger;
	}

	/**
	 * Logs a failure that is no bug of ours.
	 * @param message what failed; nothing of it comes from a client
	 * @param ex why
	 */
	public void warn(String message, Throwable ex) {
		String text = take(message, ex);
		if (text != null) {
			this.logger.warn(text, new Printable(ex, 0));
		}
	}

	/**
	 * Logs a failure that should not be.
	 * @param message what failed; nothing of it comes from a client
	 * @param ex why
	 */
	public void error(String message, Throwable ex) {
		String text = take(message, ex);
		if (text != null) {
			this.logger.error(text, new Printable(ex, 0));
		}
	}

	private @Nullable String take(String message, Throwable ex) {
		String name = message + ex.getClass().getName();
		if (this.causes.size() >= MAX_CAUSES && !this.causes.containsKey(name)) {
			name = "";
		}
		Cause cause = this.causes.computeIfAbsent(name, (key) -> new Cause());
		long now = System.nanoTime();
		synchronized (cause) {
			if (cause.logged && now - cause.loggedAt < QUIET_NANOS) {
				cause.unsaid++;
				return null;
			}
			String text = (cause.unsaid > 0) ? message + " (and " + cause.unsaid + " times since this was last logged)"
					: message;
			cause.logged = true;
			cause.loggedAt = now;
			cause.unsaid = 0;
			return text;
		}
	}

	/**
	 * A text as it may stand in a log.
	 * @param text a text that may hold what a client sent
	 * @return one line, printable and short
	 */
	static String printable(String text) {
		String line = text.codePoints()
			.map((c) -> (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028
					|| c == 0x2029) ? '?' : c)
			.limit(MAX_TEXT)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		return (line.length() < text.length()) ? line + "..." : line;
	}

	/** An exception whose text cannot break a log line; its stack is the original's. */
	private static final class Printable extends Throwable {

		private static final long serialVersionUID = 1;

		private static final int MAX_CAUSES = 8;

		private final String text;

		Printable(Throwable original, int depth) {
			super(null, (original.getCause() != null && depth < MAX_CAUSES)
					? new Printable(original.getCause(), depth + 1) : null, false, true);
			setStackTrace(original.getStackTrace());
			this.text = printable(original.toString());
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
