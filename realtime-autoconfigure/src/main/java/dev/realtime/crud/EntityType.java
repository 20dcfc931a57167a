package dev.realtime.crud;

import org.springframework.util.StringUtils;

/**
 * How a resource's type is called where nobody says it.
 */
final class EntityType {

	/** Looked up for every event, so kept with the class. */
	private static final ClassValue<String> names = new ClassValue<>() {

		@Override
		protected String computeValue(Class<?> type) {
			return StringUtils.uncapitalize(SpringData.userClass(type).getSimpleName());
		}

	};

	private EntityType() {
	}

	static String of(Object entity) {
		return of(entity.getClass());
	}

	static String of(Class<?> type) {
		return names.get(type);
	}

}
