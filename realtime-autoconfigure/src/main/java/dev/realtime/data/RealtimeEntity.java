package dev.realtime.data;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Announces what plain Spring Data repositories do with this entity, with no service at
 * all: {@code save*} as {@code created} or {@code updated}, {@code delete*} as
 * {@code deleted}, after the repository's transaction has committed. <pre class="code">
 * &#64;Entity
 * &#64;RealtimeEntity(room = "/channels/{channelId}", path = "/channels/{channelId}/messages/{id}")
 * class Message { … }
 * </pre> An entity that is deleted by its id is read before, since its rooms are known
 * only from it. Where rows are deleted that cannot be named, such as by
 * {@code deleteAll()} or {@code deleteByChannelId(42)}, the rooms are told to fetch
 * again. What changes without a call of the repository's {@code save*} or {@code delete*}
 * is not seen: dirty checking, cascades, {@code @Modifying} queries.
 *
 * @since 0.1
 * @see dev.realtime.crud.RealtimeCreated
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface RealtimeEntity {

	/**
	 * Templates of the rooms that are told. They know the entity, {@code #user} and
	 * beans.
	 * @return the templates, at least one
	 * @see dev.realtime.crud.RealtimeCreated#room()
	 */
	String[] room();

	/**
	 * Template of the resource's unique path.
	 * @return the template; empty for no path
	 * @see dev.realtime.crud.RealtimeCreated#path()
	 */
	String path() default "";

	/**
	 * The resource's type.
	 * @return the type; empty for the entity's simple class name
	 * @see dev.realtime.crud.RealtimeCreated#type()
	 */
	String type() default "";

	/**
	 * An expression for what clients get instead of the entity.
	 * @return the expression; empty for the entity
	 * @see dev.realtime.crud.RealtimeCreated#resource()
	 */
	String resource() default "";

	/**
	 * An expression that says whether to announce.
	 * @return the expression; empty to announce always
	 * @see dev.realtime.crud.RealtimeCreated#condition()
	 */
	String condition() default "";

}
