package dev.realtime.join;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

import dev.realtime.room.TemplateHints;

/**
 * What {@link RealtimeListed} methods need in a native image: passes are written as JSON,
 * and templates read arguments and beans.
 */
final class ListedHints implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		if (!AnnotationUtils.isCandidateClass(type, RealtimeListed.class)) {
			return null;
		}
		Map<Method, RealtimeListed> methods = MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, RealtimeListed.class));
		if (methods.isEmpty()) {
			return null;
		}
		return (context, code) -> {
			TemplateHints hints = new TemplateHints(context.getRuntimeHints().reflection(), bean.getBeanFactory());
			hints.types(RoomPass.class);
			methods.forEach((method, annotation) -> {
				hints.types(method.getGenericParameterTypes());
				hints.templates(Stream.of(annotation.room()));
			});
		};
	}

}
