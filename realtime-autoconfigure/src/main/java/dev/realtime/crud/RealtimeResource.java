package dev.realtime.crud;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the announcing methods of a class have in common: each attribute counts where the
 * annotation of a method leaves it empty.
 *
 * @since 0.1
 * @see RealtimeCreated
 * @see RealtimeUpdated
 * @see RealtimeSaved
 * @see RealtimeDeleted
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface RealtimeResource {

	/**
	 * Templates of the rooms that are told.
	 * @return the templates
	 * @see RealtimeCreated#room()
	 */
	String[] room() default {};

	/**
	 * Template of the resource's unique path.
	 * @return the template
	 * @see RealtimeCreated#path()
	 */
	String path() default "";

	/**
	 * The resource's type.
	 * @return the type
	 * @see RealtimeCreated#type()
	 */
	String type() default "";

	/**
	 * An expression for what clients get instead of the entity.
	 * @return the expression
	 * @see RealtimeCreated#resource()
	 */
	String resource() default "";

}
