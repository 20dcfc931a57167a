package dev.realtime.test;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.ser.BeanPropertyWriter;

import org.springframework.core.Nullness;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Whether a member of an object may be missing, or {@code null}.
 *
 * @param name its name; ends with a question mark if it may be missing
 * @param isNullable whether {@code null} is one of its values
 */
record JsonMember(String name, boolean isNullable) {

	/** A member that clients get. */
	static JsonMember written(BeanProperty property, SerializationContext context) {
		AnnotatedMember member = property.getMember();
		boolean isNullable = member != null && isNullable(List.of(member));
		boolean withoutNulls = property instanceof BeanPropertyWriter writer && writer.willSuppressNulls();
		boolean isMissing = (isNullable && withoutNulls) || (member != null && isLazy(member))
				|| isSometimesLeftOut(property, context);
		return new JsonMember(property.getName() + (isMissing ? "?" : ""), isNullable && !withoutNulls);
	}

	/** A member that clients send. */
	static JsonMember read(BeanPropertyDefinition property) {
		List<AnnotatedMember> members = Stream
			.of(property.getPrimaryMember(), property.getField(), property.getGetter(),
					property.getConstructorParameter())
			.filter(Objects::nonNull)
			.toList();
		JavaType type = property.getPrimaryType();
		boolean isNullable = isNullable(members) || type.isReferenceType();
		return new JsonMember(property.getName() + (isNullable ? "?" : ""), isNullable);
	}

	/** Its type, given that of its values. */
	String type(String values) {
		return this.isNullable ? TypeScript.orNull(values) : values;
	}

	/** What a member leaves out of its value. */
	static Set<String> omitted(BeanProperty property) {
		JsonIgnoreProperties ignored = property.getAnnotation(JsonIgnoreProperties.class);
		return (ignored != null) ? Set.copyOf(Arrays.asList(ignored.value())) : Set.of();
	}

	private static boolean isNullable(List<AnnotatedMember> members) {
		return members.stream().anyMatch((member) -> nullness(member) == Nullness.NULLABLE);
	}

	private static Nullness nullness(AnnotatedMember member) {
		// an annotation of the field counts for its getter
		if (member.annotations()
			.map(Annotation::annotationType)
			.anyMatch((type) -> type.getSimpleName().equals("Nullable"))) {
			return Nullness.NULLABLE;
		}
		if (member instanceof AnnotatedParameter parameter) {
			return Nullness.forParameter(parameter.getOwner().getNativeParameters()[parameter.getIndex()]);
		}
		if (member instanceof AnnotatedMethod && member.getAnnotated() instanceof Method method) {
			return Nullness.forMethodReturnType(method);
		}
		return (member instanceof AnnotatedField && member.getAnnotated() instanceof Field field)
				? Nullness.forField(field) : Nullness.UNSPECIFIED;
	}

	/** Associations that are not loaded are left out of events. */
	private static boolean isLazy(AnnotatedMember member) {
		return member.annotations().anyMatch((annotation) -> {
			Object fetch = AnnotationUtils.getValue(annotation, "fetch");
			return fetch != null && fetch.toString().equals("LAZY");
		});
	}

	private static boolean isSometimesLeftOut(BeanProperty property, SerializationContext context) {
		JavaType type = property.getType();
		return switch (inclusion(property, context)) {
			case NON_EMPTY -> type.isContainerType() || type.isReferenceType() || type.hasRawClass(String.class);
			case NON_ABSENT -> type.isReferenceType();
			case NON_DEFAULT, CUSTOM -> true;
			case ALWAYS, NON_NULL, USE_DEFAULTS -> false;
		};
	}

	private static JsonInclude.Include inclusion(BeanProperty property, SerializationContext context) {
		JsonInclude own = property.getAnnotation(JsonInclude.class);
		JsonInclude ofClass = property.getContextAnnotation(JsonInclude.class);
		JsonInclude said = (own != null) ? own : ofClass;
		return (said != null) ? said.value() : context.getConfig().getDefaultPropertyInclusion().getValueInclusion();
	}

}
