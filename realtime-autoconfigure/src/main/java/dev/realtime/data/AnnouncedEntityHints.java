package dev.realtime.data;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.AbstractRepositoryMetadata;
import org.springframework.util.ClassUtils;

import dev.realtime.room.TemplateHints;

/**
 * What {@link RealtimeEntity} needs in a native image: the entity is written as JSON, and
 * its templates read it and beans.
 */
final class AnnouncedEntityHints implements BeanRegistrationAotProcessor {

	private static final boolean PRESENT = ClassUtils.isPresent("org.springframework.data.repository.Repository",
			AnnouncedEntityHints.class.getClassLoader());

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (!PRESENT) {
			return null;
		}
		Class<?> type = bean.isInnerBean() ? null : bean.getBeanFactory().getType(bean.getBeanName(), false);
		if (type == null || !type.isInterface() || !Repository.class.isAssignableFrom(type)) {
			return null;
		}
		Class<?> entity = AbstractRepositoryMetadata.getMetadata(type).getDomainType();
		RealtimeEntity annotation = AnnotatedElementUtils.findMergedAnnotation(entity, RealtimeEntity.class);
		if (annotation == null) {
			return null;
		}
		return (context, code) -> {
			TemplateHints hints = new TemplateHints(context.getRuntimeHints().reflection(), bean.getBeanFactory());
			hints.types(entity);
			hints.templates(Stream.concat(Stream.of(annotation.room()),
					Stream.of(annotation.path(), annotation.resource(), annotation.condition())));
		};
	}

}
