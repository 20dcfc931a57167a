package dev.realtime.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * A bean method that connected clients may call. <pre class="code">
 * &#64;RealtimeMethod("rename")
 * Channel rename(RenameChannel request, RealtimeUser user) {
 *   return channels.rename(request.id(), request.name(), user.name());
 * }
 * </pre> Its parameters are, in any order: the JSON body (a record or bean, validated
 * where Bean Validation is present), {@link dev.realtime.RealtimeUser} or
 * {@link java.security.Principal}, and the headers of the frame with
 * {@link org.springframework.messaging.handler.annotation.Header @Header}. What it
 * returns, also as {@link java.util.concurrent.CompletionStage} or Reactor {@code Mono},
 * is written by the application's JSON mapper; {@link RpcException} tells the client what
 * went wrong, any other exception only that something did.
 * <p>
 * Every authenticated client may call it: who may do what is the method's decision. Calls
 * run on threads of their own and at the same time, also those of one client.
 * <p>
 * A method that can never be called, and two methods of one name, fail the start.
 *
 * @since 0.1
 * @see RpcException
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(RealtimeMethodHints.class)
public @interface RealtimeMethod {

	/**
	 * The name clients call, unique in the application: letters, digits and
	 * {@code . _ ~ : -}, in parts separated by {@code /}; at most 100 characters.
	 * @return the name
	 */
	String value();

}
