package dev.realtime.join;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

import dev.realtime.room.InvalidTemplateException;
import dev.realtime.room.RoomTemplate;
import dev.realtime.room.TemplateScope;
import dev.realtime.room.TemplateValues;

/**
 * The rooms of a list, resolved once.
 *
 * @param scope what the templates may name
 * @param templates the rooms' names
 */
record Listing(TemplateScope scope, List<RoomTemplate> templates) {

	static Listing of(String bean, Method declared, Method method, Class<?> targetClass, RealtimeListed annotation,
			BeanFactory beans) {
		TemplateScope scope = TemplateScope.of(declared, method, targetClass, beans);
		List<RoomTemplate> templates = new ArrayList<>();
		for (String text : annotation.room()) {
			try {
				templates.add(RoomTemplate.parse(text, scope));
			}
			catch (InvalidTemplateException ex) {
				throw new InvalidAnnotationException(RealtimeListed.class, bean, method,
						"has the template '" + text + "', which cannot work: " + ex.getMessage(),
						"Templates here see arguments, such as {#channelId}, and #user.");
			}
		}
		if (templates.isEmpty()) {
			throw new InvalidAnnotationException(RealtimeListed.class, bean, method, "names no room",
					"Give it a room, such as room = \"/channels/{#channelId}\".");
		}
		return new Listing(scope, List.copyOf(templates));
	}

	List<String> rooms(@Nullable Object[] arguments, Principal user) {
		TemplateValues values = this.scope.values(arguments, () -> user, null, null);
		return this.templates.stream().flatMap((template) -> template.rooms(values).stream()).distinct().toList();
	}

}
