package dev.realtime;

import java.util.List;

import org.springframework.core.ResolvableType;

/**
 * Java types whose JSON clients get or send, for those who describe them in another
 * language. Not API.
 * <p>
 * Thread-safe.
 */
public interface ClientTypes {

	/**
	 * The types that declarations name; complete once the application has started.
	 * @return the types, the same one perhaps several times
	 */
	List<ClientType> types();

	/** What is said in that type. */
	enum Use {

		/** A resource that was created or updated. */
		RESOURCE,

		/** What is told of a resource that was deleted. */
		DELETED,

		/** The body of a call. */
		BODY,

		/** The result of a call. */
		RESULT

	}

	/**
	 * A type and where clients meet it.
	 *
	 * @param use what is said in it
	 * @param name the resource's type, or the method's name
	 * @param type {@link ResolvableType#NONE} if declarations do not tell; an
	 * {@link java.util.Optional} where {@code null} is one of its values
	 */
	record ClientType(Use use, String name, ResolvableType type) {

	}

}
