package dev.realtime.crud;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.util.ClassUtils;

import dev.realtime.room.TemplateHints;

/**
 * What announcing methods need in a native image: entities are written as JSON, and
 * templates read them, the arguments and beans.
 */
final class AnnouncementHints implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		// a repository's methods are not those of the factory that makes it
		Class<?> type = bean.isInnerBean() ? bean.getBeanClass()
				: bean.getBeanFactory().getType(bean.getBeanName(), false);
		if (type == null || !AnnouncementAdvisor.isCandidate(type)) {
			return null;
		}
		Class<?> userType = ClassUtils.getUserClass(type);
		Set<Method> methods = MethodIntrospector.selectMethods(userType,
				(Method method) -> !method.isBridge() && Declared.isOn(method));
		if (methods.isEmpty()) {
			return null;
		}
		return (context, code) -> {
			TemplateHints hints = new TemplateHints(context.getRuntimeHints().reflection(), bean.getBeanFactory());
			for (Method method : methods) {
				hints.types(method.getGenericReturnType());
				hints.types(method.getGenericParameterTypes());
				Declared.of(method, userType).forEach((declared) -> hints.templates(templates(declared)));
			}
		};
	}

	private static Stream<String> templates(Declared declared) {
		return Stream.concat(Stream.of(declared.room()),
				Stream.of(declared.path(), declared.resource(), declared.condition()));
	}

}
