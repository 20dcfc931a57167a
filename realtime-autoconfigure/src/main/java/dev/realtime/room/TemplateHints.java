package dev.realtime.room;

import java.lang.reflect.Type;
import java.security.Principal;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

import dev.realtime.RealtimeUser;

/**
 * What templates and expressions reach by reflection, for a native image: properties of
 * entities and arguments, methods of beans, the user. Not API.
 */
public final class TemplateHints {

	private static final Pattern BEAN = Pattern
		.compile("[@&](?:'(?<quoted>[^']+)'|(?<plain>[\\p{L}_$][\\p{L}\\d_$]*))");

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	private final ReflectionHints hints;

	private final BeanFactory beans;

	/**
	 * Adds to hints.
	 * @param hints what is known by now
	 * @param beans what templates may name
	 */
	public TemplateHints(ReflectionHints hints, BeanFactory beans) {
		this.hints = hints;
		this.beans = beans;
		hints.registerType(Principal.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.registerType(RealtimeUser.class, MemberCategory.INVOKE_PUBLIC_METHODS);
	}

	/**
	 * Registers types whose properties are read.
	 * @param types of entities, results and arguments
	 */
	public void types(Type... types) {
		this.binding.registerReflectionHints(this.hints, types);
	}

	/**
	 * Registers the methods of the beans that templates name.
	 * @param templates templates or expressions
	 */
	public void templates(Stream<String> templates) {
		templates.flatMap((template) -> BEAN.matcher(template).results().map(TemplateHints::name))
			.filter(this.beans::containsBean)
			.forEach(this::bean);
	}

	private static String name(MatchResult reference) {
		String quoted = reference.group(1);
		return (quoted != null) ? quoted : reference.group(2);
	}

	private void bean(String name) {
		Class<?> type = this.beans.getType(name, false);
		if (type != null) {
			// the methods of a package-private class are found by its declared ones
			this.hints.registerType(ClassUtils.getUserClass(type), MemberCategory.INVOKE_PUBLIC_METHODS,
					MemberCategory.INVOKE_DECLARED_METHODS);
		}
	}

}
