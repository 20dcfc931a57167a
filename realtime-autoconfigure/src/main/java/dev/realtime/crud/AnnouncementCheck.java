package dev.realtime.crud;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.util.ClassUtils;

/**
 * Fails the start for every announcing annotation that cannot work. Beans are looked at
 * before they are initialized, so that the message comes before any other trouble the
 * mistake makes; those that are created later, or by factories, by their types alone.
 */
final class AnnouncementCheck implements BeanPostProcessor, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beans;

	private final Announcements announcements;

	/** Names of the beans with announcing methods. */
	private final Map<String, Set<Method>> announcing = new ConcurrentHashMap<>();

	private final Set<Class<?>> silent = ConcurrentHashMap.newKeySet();

	AnnouncementCheck(ConfigurableListableBeanFactory beans, Announcements announcements) {
		this.beans = beans;
		this.announcements = announcements;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		Class<?> type = ClassUtils.getUserClass(bean.getClass());
		Set<Method> methods = check(type, beanName);
		if (!methods.isEmpty()) {
			this.announcing.put(beanName, methods);
		}
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beans.getBeanDefinitionNames()) {
			Class<?> type = this.beans.getType(name, false);
			if (type != null) {
				Set<Method> methods = check(ClassUtils.getUserClass(type), name);
				Object bean = this.beans.isFactoryBean(name) ? null : this.beans.getSingleton(name);
				if (bean != null) {
					checkProxy(bean, this.announcing.getOrDefault(name, methods));
				}
			}
		}
	}

	private Set<Method> check(Class<?> type, String beanName) {
		if (this.silent.contains(type) || !AnnouncementAdvisor.isCandidate(type) || Proxy.isProxyClass(type)) {
			return Set.of();
		}
		Set<Method> methods = MethodIntrospector.selectMethods(type,
				(Method method) -> !method.isBridge() && Declared.isOn(method));
		if (methods.isEmpty()) {
			this.silent.add(type);
			return Set.of();
		}
		this.announcements.name(type, beanName);
		for (Method method : methods) {
			checkVisible(method, type);
			this.announcements.of(method, type);
		}
		return methods;
	}

	private void checkVisible(Method method, Class<?> type) {
		int modifiers = method.getModifiers();
		if (Modifier.isStatic(modifiers) || Modifier.isPrivate(modifiers)) {
			throw mistake(method, type,
					"a " + (Modifier.isStatic(modifiers) ? "static" : "private")
							+ " method is called without Spring, so nothing would be announced",
					"Make it an instance method that is not private");
		}
		if (isSuspending(method)) {
			throw mistake(method, type, "a Kotlin suspend function does not tell here when it has its value",
					"Return the value or a Mono, or publish a RealtimeEvent by hand");
		}
		if (type.isInterface() || !isProxiedByClass(method, type)) {
			return;
		}
		if (Modifier.isFinal(type.getModifiers())) {
			throw mistake(method, type, (type.isRecord() ? "a record" : "a final class")
					+ " cannot be proxied, so nothing would be announced", "Make it a class that is not final");
		}
		if (Modifier.isFinal(modifiers)) {
			throw mistake(method, type, "a proxy cannot override a final method, so nothing would be announced",
					"Make it a method that is not final");
		}
	}

	private static boolean isSuspending(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return parameters.length > 0
				&& parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation");
	}

	/** Whether calls reach the method through a subclass rather than an interface. */
	private boolean isProxiedByClass(Method method, Class<?> type) {
		return isByClass() || !isOfInterface(method, ClassUtils.getAllInterfacesForClass(type));
	}

	private boolean isByClass() {
		String name = AutoProxyUtils.DEFAULT_PROXY_CONFIG_BEAN_NAME;
		return this.beans.containsBeanDefinition(name)
				&& Boolean.TRUE.equals(this.beans.getBeanDefinition(name).getPropertyValues().get("proxyTargetClass"));
	}

	private static boolean isOfInterface(Method method, Class<?>[] interfaces) {
		for (Class<?> implemented : interfaces) {
			if (ClassUtils.hasMethod(implemented, method)) {
				return true;
			}
		}
		return false;
	}

	private void checkProxy(Object bean, Set<Method> methods) {
		if (methods.isEmpty()) {
			return;
		}
		Class<?> type = (bean instanceof Advised advised) ? targetClass(advised, bean) : bean.getClass();
		Method method = methods.iterator().next();
		if (!(bean instanceof Advised advised) || !isAnnounced(advised)) {
			throw mistake(method, type,
					"the bean was created before proxies could be made, so nothing would be announced",
					"It is needed by a BeanPostProcessor or the like: inject it there lazily (@Lazy, ObjectProvider)");
		}
		if (Proxy.isProxyClass(bean.getClass())) {
			for (Method candidate : methods) {
				if (!isOfInterface(candidate, bean.getClass().getInterfaces())) {
					throw mistake(candidate, type,
							"the bean is proxied by its interfaces, none of which has this method",
							"Declare it in an interface, or set spring.aop.proxy-target-class=true");
				}
			}
		}
	}

	private static Class<?> targetClass(Advised advised, Object bean) {
		Class<?> type = advised.getTargetClass();
		return (type != null) ? type : bean.getClass();
	}

	private static boolean isAnnounced(Advised advised) {
		for (Advisor advisor : advised.getAdvisors()) {
			if (advisor.getAdvice() instanceof AnnouncementInterceptor) {
				return true;
			}
		}
		return false;
	}

	private InvalidAnnouncementException mistake(Method method, Class<?> type, String problem, String remedy) {
		return new InvalidAnnouncementException(this.announcements.where(method, type), null, 0, problem, remedy);
	}

}
