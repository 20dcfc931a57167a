package dev.realtime.join;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Says who may enter the rooms of a pattern: a bean method that returns whether a user
 * may. A room that nothing opens stays closed. <pre class="code">
 * &#64;RoomAccess("/channels/{channelId}")
 * boolean mayRead(long channelId, RealtimeUser user) {
 *   return this.memberships.exists(channelId, user.name());
 * }
 * </pre> The method's parameters are the pattern's variables by name, converted to their
 * types, and optionally the {@link dev.realtime.RealtimeUser} and {@code String room},
 * the whole name of the room. A value that cannot be converted is a refusal, and so is an
 * exception. Of several methods the one with the most specific pattern decides.
 * <p>
 * The method is asked at each join, in the thread that reads from the client, and again
 * by {@link dev.realtime.RealtimeSessions#recheck}. It must be thread-safe.
 *
 * @since 0.1
 * @see RoomTokens
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface RoomAccess {

	/**
	 * A {@link org.springframework.web.util.pattern.PathPattern} over the path of the
	 * room's name, such as <code>/channels/{channelId}</code>. The name's query takes no
	 * part.
	 * @return the pattern
	 */
	String value();

	/**
	 * Whether who may enter may also send into the room, as typing indicators are. Where
	 * two methods have the same pattern, the one with {@code publish = true} is asked for
	 * sending and the other for entering.
	 * @return whether sending is granted too
	 */
	boolean publish() default false;

}
