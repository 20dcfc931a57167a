package dev.realtime.crud;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;

/**
 * One announcing annotation of a method as it is written, with the defaults of the class.
 *
 * @param annotation its type
 * @param method the method that carries it
 * @param room templates of the rooms
 * @param path template of the path, or empty
 * @param type the resource's type, or empty
 * @param resource expression for what clients get, or empty
 * @param condition expression that says whether to announce, or empty
 */
record Declared(Class<? extends Annotation> annotation, Method method, String[] room, String path, String type,
		String resource, String condition) {

	static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(RealtimeCreated.class, RealtimeUpdated.class,
			RealtimeSaved.class, RealtimeDeleted.class);

	/** Whether the method, or one it overrides, carries an announcing annotation. */
	static boolean isOn(Method method) {
		return !on(method).isEmpty();
	}

	/**
	 * The annotations of a method in their order. Those of an overriding method stand in
	 * place of those it overrides.
	 */
	private static List<MergedAnnotation<Annotation>> on(Method method) {
		List<MergedAnnotation<Annotation>> all = MergedAnnotations
			.from(method, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.standardRepeatables())
			.stream()
			.filter((annotation) -> ANNOTATIONS.contains(annotation.getType()))
			.toList();
		int nearest = all.stream().mapToInt(MergedAnnotation::getAggregateIndex).min().orElse(0);
		return all.stream().filter((annotation) -> annotation.getAggregateIndex() == nearest).toList();
	}

	static List<Declared> of(Method method, Class<?> beanClass) {
		List<MergedAnnotation<Annotation>> annotations = on(method);
		if (annotations.isEmpty()) {
			return List.of();
		}
		RealtimeResource defaults = AnnotatedElementUtils.findMergedAnnotation(beanClass, RealtimeResource.class);
		List<Declared> declared = new ArrayList<>();
		for (MergedAnnotation<Annotation> annotation : annotations) {
			declared.add(of(annotation, method, defaults));
		}
		return declared;
	}

	private static Declared of(MergedAnnotation<Annotation> annotation, Method method,
			@Nullable RealtimeResource defaults) {
		String[] room = annotation.getStringArray("room");
		if (room.length == 0 && defaults != null) {
			room = defaults.room();
		}
		Method source = (annotation.getSource() instanceof Method carrier) ? carrier : method;
		return new Declared(annotation.getType(), source, room,
				either(annotation.getString("path"), (defaults != null) ? defaults.path() : ""),
				either(annotation.getString("type"), (defaults != null) ? defaults.type() : ""),
				either(annotation.getString("resource"), (defaults != null) ? defaults.resource() : ""),
				annotation.getString("condition"));
	}

	private static String either(String text, String otherwise) {
		return !text.isEmpty() ? text : otherwise;
	}

}
