package dev.realtime.room;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ObjectUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The text of a template's part.
 */
final class PartText {

	/** What an encoded value looks like, as a regular expression. */
	static final String ENCODED = "(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+";

	private static final String HEX = "0123456789ABCDEF";

	/** Whether values of a class have a text of their own, rather than their identity. */
	private static final ClassValue<Boolean> texts = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			var toString = ReflectionUtils.findMethod(type, "toString");
			return toString != null && toString.getDeclaringClass() != Object.class;
		}

	};

	private PartText() {
	}

	/**
	 * Whether a value of the declared type can be part of a name.
	 * @param type the declared type
	 * @return {@code true} also if that is not known
	 */
	static boolean canHaveText(ResolvableType type) {
		Class<?> declared = type.resolve(Object.class);
		if (declared.isArray()) {
			return canHaveText(type.getComponentType());
		}
		if (Iterable.class.isAssignableFrom(declared)) {
			return canHaveText(type.as(Iterable.class).getGeneric());
		}
		if (declared == Optional.class) {
			return canHaveText(type.getGeneric());
		}
		// only of a concrete class is it certain
		return declared == Object.class || declared.isInterface() || declared.isPrimitive()
				|| Modifier.isAbstract(declared.getModifiers()) || texts.get(declared);
	}

	static boolean isSeveral(@Nullable Object value) {
		return value instanceof Iterable || (value != null && value.getClass().isArray());
	}

	static List<? extends @Nullable Object> elements(@Nullable Object value) {
		if (value instanceof Collection<?> collection) {
			return new ArrayList<>(collection);
		}
		if (value instanceof Iterable<?> iterable) {
			List<@Nullable Object> elements = new ArrayList<>();
			iterable.forEach(elements::add);
			return elements;
		}
		if (value != null && value.getClass().isArray()) {
			return Arrays.asList(ObjectUtils.toObjectArray(value));
		}
		List<@Nullable Object> single = new ArrayList<>(1);
		single.add(value);
		return single;
	}

	static @Nullable String of(@Nullable Object value) {
		if (value == null || value instanceof String) {
			return (String) value;
		}
		if (value instanceof Optional<?> optional) {
			return of(optional.orElse(null));
		}
		if (!texts.get(value.getClass())) {
			throw new IllegalStateException("A " + value.getClass().getName() + " cannot be part of a name");
		}
		return value.toString();
	}

	/** Percent-encodes everything but RFC 3986 unreserved characters. */
	static void encode(String text, StringBuilder target) {
		for (int i = 0; i < text.length(); i++) {
			if (!isUnreserved(text.charAt(i))) {
				encodeRest(text, i, target);
				return;
			}
			target.append(text.charAt(i));
		}
	}

	private static void encodeRest(String text, int start, StringBuilder target) {
		for (int i = start; i < text.length(); i++) {
			char ch = text.charAt(i);
			if (Character.isHighSurrogate(ch) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1))) {
				i++;
			}
			else if (Character.isSurrogate(ch)) {
				// all of them would become one question mark: two values, one name
				throw new IllegalStateException("A text with half a surrogate pair cannot be part of a name");
			}
		}
		for (byte octet : text.substring(start).getBytes(StandardCharsets.UTF_8)) {
			char ch = (char) (octet & 0xFF);
			if (isUnreserved(ch)) {
				target.append(ch);
			}
			else {
				target.append('%').append(HEX.charAt(ch >> 4)).append(HEX.charAt(ch & 0xF));
			}
		}
	}

	private static boolean isUnreserved(char ch) {
		return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-'
				|| ch == '.' || ch == '_' || ch == '~';
	}

}
