package dev.realtime.rpc;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import dev.realtime.ClientTypes;

/**
 * The methods clients may call, by name. Found once all beans are there.
 */
class RpcMethods implements SmartInitializingSingleton, ClientTypes {

	private static final Pattern NAME = Pattern.compile("(?=.{1,100}$)[A-Za-z0-9._~:-]+(/[A-Za-z0-9._~:-]+)*");

	private final ConfigurableListableBeanFactory beans;

	private final JsonMapper json;

	private final Constraints constraints;

	private Map<String, RpcMethod> methods = Map.of();

	RpcMethods(ConfigurableListableBeanFactory beans, JsonMapper json, Constraints constraints) {
		this.beans = beans;
		this.json = json;
		this.constraints = constraints;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, RpcMethod> methods = new HashMap<>();
		for (String beanName : this.beans.getBeanDefinitionNames()) {
			// a scoped bean is met as its proxy
			if (!beanName.startsWith("scopedTarget.")) {
				collect(beanName, methods);
			}
		}
		this.methods = Map.copyOf(methods);
	}

	private void collect(String beanName, Map<String, RpcMethod> methods) {
		Class<?> type = this.beans.getType(beanName, false);
		// what stands behind a proxy, which may hide the annotated method
		Class<?> target = (type != null) ? AutoProxyUtils.determineTargetClass(this.beans, beanName) : null;
		if (type != null && target != null && AnnotationUtils.isCandidateClass(target, RealtimeMethod.class)) {
			Class<?> userType = ClassUtils.getUserClass(target);
			MethodIntrospector
				.selectMethods(userType,
						(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, RealtimeMethod.class))
				.forEach((method, annotation) -> add(methods,
						resolve(beanName, type, userType, method, annotation.value())));
		}
	}

	private static void add(Map<String, RpcMethod> methods, RpcMethod method) {
		RpcMethod other = methods.putIfAbsent(method.name(), method);
		if (other != null) {
			throw new InvalidRealtimeMethodException(
					method.beanName(), method.method(), "has the name '" + method.name() + "', which "
							+ other.describe() + " of bean '" + other.beanName() + "' has already",
					"Give each method a name of its own.");
		}
	}

	private RpcMethod resolve(String beanName, Class<?> type, Class<?> userType, Method method, String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidRealtimeMethodException(beanName, method, "has the name '" + name + "', which is none",
					"Write 1 to 100 letters, digits and . _ ~ : - in parts separated by '/', such as channel/rename.");
		}
		if (isStream(method.getReturnType())) {
			throw new InvalidRealtimeMethodException(beanName, method,
					"returns " + method.getReturnType().getSimpleName() + ", but a call has one reply",
					"Collect the elements into a Mono of a list, or publish them as events.");
		}
		ConversionService conversion = this.beans.getConversionService();
		RpcArgument[] arguments = RpcArguments.of(beanName, userType, method, this.json,
				(conversion != null) ? conversion : DefaultConversionService.getSharedInstance());
		Method invocable = invocable(beanName, type, method);
		return new RpcMethod(name, beanName, () -> this.beans.getBean(beanName), invocable, arguments, this.constraints,
				result(method, userType));
	}

	private static ResolvableType result(Method method, Class<?> userType) {
		ResolvableType type = ResolvableType.forMethodReturnType(method, userType);
		Class<?> raw = type.toClass();
		if (CompletionStage.class.isAssignableFrom(raw)) {
			return type.as(CompletionStage.class).getGeneric();
		}
		return raw.getName().equals("reactor.core.publisher.Mono") ? type.getGeneric() : type;
	}

	private static boolean isStream(Class<?> type) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		return Flow.Publisher.class.isAssignableFrom(type) || (adapter != null && adapter.isMultiValue());
	}

	private static Method invocable(String beanName, Class<?> type, Method method) {
		try {
			Method invocable = AopUtils.selectInvocableMethod(method, type);
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw new InvalidRealtimeMethodException(beanName, method, "cannot be called on the bean's proxy",
					"Declare it in an interface of the bean and not private, or set spring.aop.proxy-target-class=true.");
		}
	}

	@Override
	public List<ClientType> types() {
		return this.methods.values().stream().flatMap((method) -> method.clientTypes().stream()).toList();
	}

	/**
	 * All methods.
	 * @return by name
	 */
	List<RpcMethod> all() {
		return this.methods.values().stream().sorted(Comparator.comparing(RpcMethod::name)).toList();
	}

	/**
	 * Finds a method.
	 * @param name what a client called
	 * @return {@code null} if there is none
	 */
	@Nullable RpcMethod find(String name) {
		return this.methods.get(name);
	}

}
