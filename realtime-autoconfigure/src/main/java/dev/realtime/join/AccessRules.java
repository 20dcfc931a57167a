package dev.realtime.join;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.LogFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.ClassUtils;

import dev.realtime.RealtimeUser;
import dev.realtime.Room;
import dev.realtime.SparingLog;
import dev.realtime.room.RoomPattern;

/**
 * Who may enter and who may send, where no room token says so: public patterns, then the
 * most specific {@link RoomAccess} method. Nothing else admits anybody.
 * <p>
 * Thread-safe.
 */
class AccessRules implements SmartInitializingSingleton {

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(AccessRules.class));

	private final ConfigurableListableBeanFactory beans;

	private final List<RoomPattern> publicPatterns;

	private List<AccessRule> rules = List.of();

	AccessRules(ConfigurableListableBeanFactory beans, List<String> publicPatterns) {
		this.beans = beans;
		this.publicPatterns = publicPatterns.stream().map(AccessRules::publicPattern).toList();
	}

	private static RoomPattern publicPattern(String text) {
		try {
			return RoomPattern.parse(text);
		}
		catch (RuntimeException ex) {
			throw new InvalidConfigurationPropertyValueException("realtime.rooms.public", text,
					"Must be a path pattern such as /news/** : " + ex.getMessage());
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		ConversionService conversion = this.beans.getConversionService();
		ConversionService available = (conversion != null) ? conversion : DefaultConversionService.getSharedInstance();
		List<AccessRule> rules = new ArrayList<>();
		for (String name : this.beans.getBeanDefinitionNames()) {
			// behind an interface proxy the bean's own type does not show the annotation
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, name);
			if (type != null && AnnotationUtils.isCandidateClass(type, RoomAccess.class)
					&& !ScopedProxyUtils.isScopedTarget(name)) {
				Class<?> userType = ClassUtils.getUserClass(type);
				MethodIntrospector
					.selectMethods(userType,
							(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, RoomAccess.class))
					.forEach((method, annotation) -> rules.add(AccessRule.of(name, () -> this.beans.getBean(name),
							invocable(name, method), annotation, available)));
			}
		}
		rules.sort(Comparator.comparing(AccessRule::pattern, RoomPattern.SPECIFICITY));
		this.rules = List.copyOf(rules);
	}

	private Method invocable(String bean, Method method) {
		Class<?> type = this.beans.getType(bean, false);
		try {
			return (type != null) ? AopUtils.selectInvocableMethod(method, type) : method;
		}
		catch (IllegalStateException ex) {
			throw new InvalidAnnotationException(RoomAccess.class, bean, method,
					"cannot be called, since the bean is a proxy of interfaces that do not have it",
					"Add the method to an interface of the bean, or let Spring proxy the class"
							+ " (spring.aop.proxy-target-class=true).");
		}
	}

	/**
	 * Whether a user may enter a room.
	 * @param user who asks
	 * @param room where to
	 */
	boolean mayJoin(RealtimeUser user, Room room) {
		for (RoomPattern pattern : this.publicPatterns) {
			if (pattern.match(room) != null) {
				return true;
			}
		}
		return asks(user, room, false);
	}

	/**
	 * Whether a user may send into a room.
	 * @param user who asks
	 * @param room where to
	 */
	boolean maySend(RealtimeUser user, Room room) {
		return asks(user, room, true);
	}

	private boolean asks(RealtimeUser user, Room room, boolean publish) {
		AccessRule decides = null;
		for (AccessRule rule : this.rules) {
			if (decides != null && RoomPattern.SPECIFICITY.compare(decides.pattern(), rule.pattern()) != 0) {
				break;
			}
			if (rule.pattern().match(room) != null && (decides == null || rule.publish() == publish)) {
				decides = rule;
			}
		}
		return decides != null && (!publish || decides.publish()) && admits(decides, user, room);
	}

	private static boolean admits(AccessRule rule, RealtimeUser user, Room room) {
		try {
			Map<String, String> variables = rule.pattern().match(room);
			return variables != null && rule.admits(variables, user, room);
		}
		catch (Exception ex) {
			failures.warn(rule.describe() + " failed, which refuses the user", ex);
			return false;
		}
	}

	/** The rules, most specific first. */
	List<AccessRule> rules() {
		return this.rules;
	}

	List<RoomPattern> publicPatterns() {
		return this.publicPatterns;
	}

}
