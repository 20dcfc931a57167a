package dev.realtime.crud;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import dev.realtime.room.InvalidTemplateException;
import dev.realtime.room.RoomTemplate;
import dev.realtime.room.TemplateExpression;
import dev.realtime.room.TemplateScope;

/**
 * The announcements of methods, each resolved, parsed and checked once.
 */
final class Announcements {

	private final BeanFactory beans;

	private final Map<MethodClassKey, MethodAnnouncements> methods = new ConcurrentHashMap<>();

	/** For messages only: which bean a class was first seen as. */
	private final Map<Class<?>, String> beanNames = new ConcurrentHashMap<>();

	Announcements(BeanFactory beans) {
		this.beans = beans;
	}

	void name(Class<?> beanClass, String beanName) {
		this.beanNames.putIfAbsent(beanClass, beanName);
	}

	/**
	 * The announcements of a method.
	 * @param method the method that was called
	 * @param beanClass the class of the bean, or the interface a proxy stands for
	 * @return its announcements, empty if it has none
	 * @throws InvalidAnnouncementException if one of them cannot work
	 */
	MethodAnnouncements of(Method method, Class<?> beanClass) {
		MethodClassKey key = new MethodClassKey(method, beanClass);
		MethodAnnouncements known = this.methods.get(key);
		return (known != null) ? known : this.methods.computeIfAbsent(key, (absent) -> resolve(method, beanClass));
	}

	/** All that were resolved so far. */
	List<Announcement> all() {
		return this.methods.values().stream().flatMap((method) -> method.announcements().stream()).distinct().toList();
	}

	/** Whether a method has announcements, without resolving them. */
	static boolean areOn(Method method, Class<?> beanClass) {
		return Declared.isOn(AopUtils.getMostSpecificMethod(method, beanClass)) || Declared.isOn(method);
	}

	/**
	 * What type variables are resolved against: a proxy's class knows nothing of them.
	 * @param target the object that is called
	 * @param targetClass its class
	 * @param method the method that is called
	 * @return the class, or the interface the proxy implements
	 */
	static Class<?> beanClass(Class<?> target, Class<?> targetClass, Method method) {
		if (Proxy.isProxyClass(target)) {
			for (Class<?> implemented : target.getInterfaces()) {
				if (method.getDeclaringClass().isAssignableFrom(implemented)) {
					return implemented;
				}
			}
		}
		return targetClass;
	}

	private MethodAnnouncements resolve(Method called, Class<?> beanClass) {
		Method specific = AopUtils.getMostSpecificMethod(called, beanClass);
		Method method = Declared.isOn(specific) ? specific : called;
		ResultShape shape = ResultShape.of(method, beanClass);
		List<Announcement> announcements = new ArrayList<>();
		for (Declared declared : Declared.of(method, beanClass)) {
			announcements.add(new Resolution(declared, method, beanClass, shape).resolve());
		}
		return new MethodAnnouncements(shape, List.copyOf(announcements));
	}

	/**
	 * Where a method is.
	 * @return bean, class and method with its parameters
	 */
	String where(Method method, Class<?> beanClass) {
		String name = this.beanNames.getOrDefault(beanClass, StringUtils.uncapitalize(beanClass.getSimpleName()));
		String parameters = Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
		return "Bean '" + name + "', method " + ClassUtils.getShortName(beanClass) + "." + method.getName() + "("
				+ parameters + ")";
	}

	/** Makes an announcement of one annotation. */
	private final class Resolution {

		private final Declared declared;

		private final Method method;

		private final Class<?> beanClass;

		private final ResultShape shape;

		private final String annotation;

		Resolution(Declared declared, Method method, Class<?> beanClass, ResultShape shape) {
			this.declared = declared;
			this.method = method;
			this.beanClass = beanClass;
			this.shape = shape;
			this.annotation = "@" + declared.annotation().getSimpleName();
		}

		Announcement resolve() {
			checkReturnType();
			if (this.declared.room().length == 0) {
				throw mistake("no room is told", "Name one in the annotation, as in " + this.annotation
						+ "(room = \"/channels/{channelId}\"), or for all methods with @RealtimeResource on the class");
			}
			boolean deleted = this.declared.annotation() == RealtimeDeleted.class;
			boolean withoutEntity = this.shape.isBodyless() || (deleted && this.shape.isFlag());
			TemplateScope scope = TemplateScope
				.of(this.declared.method(), this.method, this.beanClass, Announcements.this.beans)
				.withResult(this.shape.value());
			scope = withoutEntity ? scope : scope.withEntity(this.shape.leaf());
			Announcement announcement = new Announcement(this.declared.annotation(), where(), rooms(scope), path(scope),
					given(this.declared.type()), withoutEntity ? entityType() : null,
					expression("resource", this.declared.resource(), scope), condition(scope),
					withoutEntity ? id(scope) : -1, scope);
			if (withoutEntity) {
				checkWithoutEntity(announcement, deleted);
			}
			return announcement;
		}

		private void checkReturnType() {
			if (this.shape.refusal() != null) {
				int end = this.shape.refusal().indexOf(". ");
				throw mistake(this.shape.refusal().substring(0, end), this.shape.refusal().substring(end + 2));
			}
			Class<?> result = this.shape.result();
			if (result == null || result == CrudResult.class) {
				return;
			}
			Class<? extends Annotation> type = this.declared.annotation();
			boolean matches = (type == RealtimeSaved.class) ? result != DeleteResult.class
					: result == fitting(type) || (result == SaveResult.class && type != RealtimeDeleted.class);
			if (!matches) {
				throw mistake("a method that returns " + result.getSimpleName() + " never does what it announces",
						"Return " + fitting(type).getSimpleName() + ", or annotate the method with what it does");
			}
		}

		private static Class<?> fitting(Class<? extends Annotation> annotation) {
			if (annotation == RealtimeCreated.class) {
				return CreateResult.class;
			}
			if (annotation == RealtimeUpdated.class) {
				return UpdateResult.class;
			}
			return (annotation == RealtimeDeleted.class) ? DeleteResult.class : SaveResult.class;
		}

		private void checkWithoutEntity(Announcement announcement, boolean deleted) {
			if (announcement.resource() == null && (!deleted || announcement.id() < 0)) {
				throw mistake("the method returns no entity to announce",
						"Return the entity, or say with 'resource' what clients get, as in resource = \"#id\"");
			}
			if (announcement.type() == null && announcement.defaultType() == null) {
				throw mistake("the method returns no entity whose class could name the resource's type",
						"Say it with 'type', as in type = \"message\"");
			}
		}

		private List<RoomTemplate> rooms(TemplateScope scope) {
			List<RoomTemplate> rooms = new ArrayList<>();
			for (String template : this.declared.room()) {
				rooms.add(checked("room", () -> RoomTemplate.parse(template, scope)));
			}
			return rooms;
		}

		private @Nullable RoomTemplate path(TemplateScope scope) {
			String path = given(this.declared.path());
			return (path != null) ? checked("path", () -> RoomTemplate.parsePath(path, scope)) : null;
		}

		private @Nullable TemplateExpression condition(TemplateScope scope) {
			TemplateExpression condition = expression("condition", this.declared.condition(), scope);
			Class<?> type = (condition != null) ? condition.type().resolve() : null;
			if (type != null && type != boolean.class && type != Boolean.class && type != Object.class) {
				throw mistake("condition '" + condition + "' is a " + type.getSimpleName() + ", not true or false",
						"Compare it with something");
			}
			return condition;
		}

		private @Nullable TemplateExpression expression(String attribute, String text, TemplateScope scope) {
			return !text.isEmpty() ? checked(attribute, () -> TemplateExpression.parse(text, scope)) : null;
		}

		private int id(TemplateScope scope) {
			int id = scope.argument("id");
			return (id >= 0) ? id : ((this.method.getParameterCount() > 0) ? 0 : -1);
		}

		private @Nullable String entityType() {
			ResolvableType bean = ResolvableType.forClass(this.beanClass);
			Class<?> entity = bean.as(CrudService.class).getGeneric(0).resolve();
			if (entity == null) {
				entity = SpringData.entity(bean);
			}
			return (entity != null && entity != Object.class) ? EntityType.of(entity) : null;
		}

		private static @Nullable String given(String text) {
			return !text.isEmpty() ? text : null;
		}

		private <T> T checked(String attribute, Supplier<T> parsed) {
			try {
				return parsed.get();
			}
			catch (InvalidTemplateException ex) {
				throw new InvalidAnnouncementException(where() + " " + attribute, ex.template(), ex.position(),
						ex.problem(), ex.remedy());
			}
		}

		private InvalidAnnouncementException mistake(String problem, String remedy) {
			return new InvalidAnnouncementException(where(), null, 0, problem, remedy);
		}

		private String where() {
			return Announcements.this.where(this.method, this.beanClass) + ", " + this.annotation;
		}

	}

}
