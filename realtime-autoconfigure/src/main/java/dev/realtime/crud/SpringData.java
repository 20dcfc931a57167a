package dev.realtime.crud;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.data.repository.Repository;
import org.springframework.data.util.ProxyUtils;
import org.springframework.data.util.Streamable;
import org.springframework.util.ClassUtils;

/**
 * What is known of Spring Data's types, which an application may leave out.
 */
final class SpringData {

	private static final boolean PRESENT = ClassUtils.isPresent("org.springframework.data.util.Streamable",
			SpringData.class.getClassLoader());

	private SpringData() {
	}

	/** Whether values of the type are several, as those of a {@code Page} are. */
	static boolean isStreamable(Class<?> type) {
		return PRESENT && Streamable.class.isAssignableFrom(type);
	}

	/** The class that is behind a proxy. */
	static Class<?> userClass(Class<?> type) {
		return PRESENT ? ProxyUtils.getUserClass(type) : ClassUtils.getUserClass(type);
	}

	/** The entity of a repository, {@code null} if the bean is none. */
	static @Nullable Class<?> entity(ResolvableType bean) {
		return PRESENT ? bean.as(Repository.class).getGeneric(0).resolve() : null;
	}

}
