package dev.realtime;

/**
 * What one part of the starter says of itself: in a few words when the application has
 * started, in detail at the actuator endpoint. Not API.
 * <p>
 * Thread-safe.
 */
public interface ReportSection {

	/**
	 * Its name in the details.
	 * @return a name in camel case
	 */
	String name();

	/**
	 * What is said at the start.
	 * @return a few words, such as {@code 3 access rules}; empty if there is nothing to
	 * say
	 */
	String summary();

	/**
	 * How things are now.
	 * @return what JSON can be written of: strings, numbers, lists, maps
	 */
	Object details();

}
