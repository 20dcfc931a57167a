package dev.realtime.join;

import java.lang.reflect.Method;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

import dev.realtime.room.AnnouncedRooms;
import dev.realtime.room.RoomPattern;
import dev.realtime.room.RoomTemplate;

/**
 * Warns at the start of rooms that are announced in and that nobody could ever enter:
 * most likely a rule is missing, or has a typo. Room tokens open any room, so an
 * application that issues them is not warned.
 */
class ClosedRooms implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(ClosedRooms.class);

	private final ConfigurableListableBeanFactory beans;

	private final AccessRules rules;

	private final List<AnnouncedRooms> announced;

	ClosedRooms(ConfigurableListableBeanFactory beans, AccessRules rules, List<AnnouncedRooms> announced) {
		this.beans = beans;
		this.rules = rules;
		this.announced = announced;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext().getAutowireCapableBeanFactory() == this.beans && !issuesTokens()) {
			this.announced.forEach((rooms) -> rooms.announcedRooms()
				.forEach((where, templates) -> templates.stream()
					.filter((template) -> !isOpen(template))
					.forEach((template) -> warn(where, template))));
		}
	}

	private boolean isOpen(RoomTemplate template) {
		return this.rules.publicPatterns().stream().anyMatch((pattern) -> pattern.couldMatch(template))
				|| this.rules.rules()
					.stream()
					.map(AccessRule::pattern)
					.anyMatch((pattern) -> pattern.couldMatch(template));
	}

	private static void warn(String where, RoomTemplate template) {
		logger.warn(where + " announces in rooms " + template + ", which nobody can enter: no pattern of"
				+ " realtime.rooms.public and no @RoomAccess method matches them. Add one, such as @RoomAccess(\""
				+ RoomPattern.suggest(template) + "\"), or issue room tokens (RoomTokens, @RealtimeListed).");
	}

	private boolean issuesTokens() {
		for (String name : this.beans.getBeanNamesForType(RoomTokens.class, true, false)) {
			if (this.beans.getDependentBeans(name).length > 0) {
				return true;
			}
		}
		for (String name : this.beans.getBeanDefinitionNames()) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, name);
			if (type != null && AnnotationUtils.isCandidateClass(type, RealtimeListed.class)
					&& !ScopedProxyUtils.isScopedTarget(name) && lists(ClassUtils.getUserClass(type))) {
				return true;
			}
		}
		return false;
	}

	/** Whether a method of the class adds passes to what it answers. */
	private static boolean lists(Class<?> type) {
		return !MethodIntrospector
			.selectMethods(type,
					(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, RealtimeListed.class))
			.isEmpty();
	}

}
