package dev.realtime.crud;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Announces what a method deleted as {@code deleted} to the rooms it names, after the
 * transaction has committed, at once where there is none, and not at all if the method
 * throws. Where the method returns nothing, or whether it deleted, clients get the id as
 * the resource: the argument named {@code id}, else the first.
 * <p>
 * What is announced is what the method returns: the entity of a {@link DeleteResult}
 * (nothing for {@link DeleteResult#none()}), a plain value, the content of an
 * {@code Optional}, each element of a collection, array or {@code Page}, the body of a
 * {@code ResponseEntity} with status 2xx, or the value of a {@code CompletionStage},
 * {@code Mono} or {@code Flux} on completion. An empty result announces nothing.
 * <p>
 * On any method of any Spring bean: of the class, of a super-class, of an interface or of
 * a repository; repeatable, and usable as a meta-annotation. As with every annotation of
 * this sort, a call from within the same object is not seen.
 * <p>
 * A failure to announce never fails the call: it is logged, counted and published as
 * {@link dev.realtime.PublicationFailed}. A template that cannot work stops the start.
 *
 * @since 0.1
 * @see RealtimeResource
 * @see dev.realtime.RealtimeEvent
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(RealtimeDeleted.List.class)
public @interface RealtimeDeleted {

	/**
	 * Templates of the rooms that are told, such as {@code /channels/{channelId}}. A part
	 * in braces is SpEL whose root is the entity, and which knows the method's arguments
	 * by name ({@code {#id}}), {@code #result}, {@code #user} and beans
	 * ({@code {@rooms.of(#root)}}). Its value is encoded as one path segment, a
	 * collection names several rooms, and {@code null} fails this announcement.
	 * @return the templates; none for those of {@link RealtimeResource}
	 */
	String[] room() default {};

	/**
	 * Template of the resource's unique path, such as
	 * {@code /channels/{channelId}/messages/{id}}. Several changes of one path in one
	 * transaction are announced as their net effect.
	 * @return the template; empty for that of {@link RealtimeResource}, or no path
	 */
	String path() default "";

	/**
	 * The resource's type, such as {@code message}.
	 * @return the type; empty for that of {@link RealtimeResource}, or the entity's
	 * simple class name
	 */
	String type() default "";

	/**
	 * An expression for what clients get instead of the entity. Inside a transaction it
	 * is evaluated again after the commit, so that clients get what was committed.
	 * @return the expression; empty for that of {@link RealtimeResource}, or the entity
	 */
	String resource() default "";

	/**
	 * An expression that says whether to announce.
	 * @return the expression; empty to announce always
	 */
	String condition() default "";

	/**
	 * Several of them on one method.
	 */
	@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface List {

		/**
		 * The annotations.
		 * @return in the order of their events
		 */
		RealtimeDeleted[] value();

	}

}
