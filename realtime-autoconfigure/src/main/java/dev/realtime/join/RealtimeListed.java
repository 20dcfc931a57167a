package dev.realtime.join;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds the room passes of the current user to the answer of a controller method, as the
 * response header {@value #HEADER}: a JSON array of {@link RoomPass}es. The body is not
 * touched. Who may see the list may enter the rooms: the controller's own authorisation
 * grants the passes. <pre class="code">
 * &#64;GetMapping("/api/channels/{channelId}/messages")
 * &#64;RealtimeListed(room = "/channels/{#channelId}")
 * Page&lt;Message&gt; list(&#64;PathVariable long channelId, Pageable page) { … }
 * </pre> The positions are read before the method is called, so that what happens while
 * it runs is recovered on joining. An anonymous caller gets no header, and neither does
 * an answer that is no success. A page of another origin sees the header only if CORS
 * exposes it.
 *
 * @since 0.1
 * @see RoomTokens#pass
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RealtimeListed {

	/** Name of the response header. */
	String HEADER = "Realtime-Rooms";

	/**
	 * Templates of the rooms' names. Their parts see the method's arguments
	 * (<code>{#channelId}</code>), {@code #user} and beans, but no result: it is not
	 * there yet when the position is read.
	 * @return the templates
	 */
	String[] room();

}
