package dev.realtime.test;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNullFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * The form that values of one Java type have as JSON, as the mapper tells those who ask:
 * its annotations, modules and settings have had their say.
 */
final class JsonForm extends JsonFormatVisitorWrapper.Base {

	private final TypeScript types;

	private final boolean sent;

	/** Members that the place where it stands leaves out. */
	private final Set<String> omitted;

	private String reference = "unknown";

	private JsonForm(TypeScript types, boolean sent, Set<String> omitted) {
		this.types = types;
		this.sent = sent;
		this.omitted = omitted;
	}

	/**
	 * How TypeScript says a type.
	 * @param type the type
	 * @param types what is declared
	 * @param sent whether clients send it, so that it is as the mapper reads it
	 * @return a reference
	 */
	static String of(JavaType type, TypeScript types, boolean sent) {
		return of(type, types, sent, Set.of());
	}

	private static String of(JavaType type, TypeScript types, boolean sent, Set<String> omitted) {
		if (type.hasRawClass(void.class) || type.hasRawClass(Void.class)) {
			return "null";
		}
		if (type.hasRawClass(byte[].class)) {
			return "string";
		}
		JsonForm form = new JsonForm(types, sent, omitted);
		types.json().acceptJsonFormatVisitor(type, form);
		return isOptional(type) ? TypeScript.orNull(form.reference) : form.reference;
	}

	private static boolean isOptional(JavaType type) {
		return type.isReferenceType() || type.getRawClass().getName().startsWith(Optional.class.getName());
	}

	@Override
	public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
		this.reference = this.types.declare(type, this.sent, () -> definition(type));
		if (!this.omitted.isEmpty()) {
			this.reference = "Omit<" + this.reference + ", "
					+ this.omitted.stream().sorted().map(TypeScript::literal).collect(Collectors.joining(" | ")) + ">";
		}
		// the definition has asked for itself
		return null;
	}

	private TypeScript.Definition definition(JavaType type) {
		TypeSerializer typed = getContext().findTypeSerializer(type);
		if (typed == null) {
			return members(type);
		}
		if (typed.getTypeInclusion() != JsonTypeInfo.As.PROPERTY
				&& typed.getTypeInclusion() != JsonTypeInfo.As.EXISTING_PROPERTY) {
			return new TypeScript.Union(Set.of("unknown"));
		}
		AnnotatedClass annotated = getContext().introspectClassAnnotations(type);
		Set<String> subtypes = new TreeSet<>();
		for (NamedType named : getContext().getConfig()
			.getSubtypeResolver()
			.collectAndResolveSubtypesByClass(getContext().getConfig(), annotated)) {
			if (named.getType() != type.getRawClass() && type.getRawClass().isAssignableFrom(named.getType())) {
				subtypes
					.add(this.types.reference(getContext().constructSpecializedType(type, named.getType()), this.sent));
			}
		}
		if (!subtypes.isEmpty()) {
			return new TypeScript.Union(subtypes);
		}
		LinkedHashMap<String, String> members = new LinkedHashMap<>();
		members.put(typed.getPropertyName(), TypeScript
			.literal(typed.getTypeIdResolver().idFromValueAndType(getContext(), null, type.getRawClass())));
		members(type).members().forEach(members::putIfAbsent);
		return new TypeScript.Members(members);
	}

	private TypeScript.Members members(JavaType type) {
		return this.sent ? readMembers(type) : writtenMembers(type);
	}

	private TypeScript.Members writtenMembers(JavaType type) {
		LinkedHashMap<String, String> members = new LinkedHashMap<>();
		JsonObjectFormatVisitor visitor = new JsonObjectFormatVisitor.Base(getContext()) {

			@Override
			public void property(BeanProperty property) {
				add(property);
			}

			@Override
			public void optionalProperty(BeanProperty property) {
				add(property);
			}

			private void add(BeanProperty property) {
				JsonMember member = JsonMember.written(property, getContext());
				members.put(member.name(), member.type(written(property)));
			}

		};
		ValueSerializer<Object> serializer = getContext().findRootValueSerializer(type);
		serializer.acceptJsonFormatVisitor(new JsonFormatVisitorWrapper.Base(getContext()) {

			@Override
			public JsonObjectFormatVisitor expectObjectFormat(JavaType bean) {
				return visitor;
			}

		}, type);
		return new TypeScript.Members(members);
	}

	/** A property may say how it is written, and what of it is not. */
	private String written(BeanProperty property) {
		JavaType type = property.getType();
		if (type.hasRawClass(byte[].class)) {
			return "string";
		}
		JsonForm form = new JsonForm(this.types, false, JsonMember.omitted(property));
		form.setContext(getContext());
		getContext().findPrimaryPropertySerializer(type, property).acceptJsonFormatVisitor(form, type);
		return isOptional(type) ? TypeScript.orNull(form.reference) : form.reference;
	}

	private TypeScript.Members readMembers(JavaType type) {
		ClassIntrospector introspector = this.types.json()
			.deserializationConfig()
			.classIntrospectorInstance()
			.forOperation(this.types.json().deserializationConfig());
		LinkedHashMap<String, String> members = new LinkedHashMap<>();
		for (BeanPropertyDefinition property : introspector
			.introspectForDeserialization(type, introspector.introspectClassAnnotations(type))
			.findProperties()) {
			if (property.couldDeserialize()) {
				JsonMember member = JsonMember.read(property);
				members.put(member.name(), member.type(this.types.reference(property.getPrimaryType(), true)));
			}
		}
		return new TypeScript.Members(members);
	}

	@Override
	public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
		JavaType content = type.getContentType();
		if (content != null) {
			this.reference = TypeScript.array(of(content, this.types, this.sent, this.omitted));
		}
		return new JsonArrayFormatVisitor.Base(getContext()) {

			@Override
			public void itemsFormat(JsonFormatTypes format) {
				if (content == null) {
					JsonForm.this.reference = TypeScript.array(switch (format) {
						case STRING -> "string";
						case NUMBER, INTEGER -> "number";
						case BOOLEAN -> "boolean";
						default -> "unknown";
					});
				}
			}

			@Override
			public void itemsFormat(JsonFormatVisitable handler, JavaType element) {
				if (content == null) {
					JsonForm.this.reference = TypeScript
						.array(of(element, JsonForm.this.types, JsonForm.this.sent, JsonForm.this.omitted));
				}
			}

		};
	}

	@Override
	public JsonMapFormatVisitor expectMapFormat(JavaType type) {
		JavaType key = type.getKeyType();
		JavaType content = type.getContentType();
		String value = (content != null) ? of(content, this.types, this.sent, this.omitted) : "unknown";
		this.reference = (key != null && key.isEnumType())
				? "Partial<Record<" + this.types.reference(key, this.sent) + ", " + value + ">>"
				: "Record<string, " + value + ">";
		return new JsonMapFormatVisitor.Base(getContext());
	}

	@Override
	public JsonStringFormatVisitor expectStringFormat(JavaType type) {
		this.reference = "string";
		return new JsonStringFormatVisitor.Base() {

			@Override
			public void enumTypes(Set<String> constants) {
				Set<String> literals = constants.stream()
					.map(TypeScript::literal)
					.collect(Collectors.toCollection(LinkedHashSet::new));
				JsonForm.this.reference = JsonForm.this.types.declare(type, false,
						() -> new TypeScript.Union(literals));
			}

		};
	}

	@Override
	public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
		this.reference = "number";
		return new JsonNumberFormatVisitor.Base();
	}

	@Override
	public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
		this.reference = "number";
		return new JsonIntegerFormatVisitor.Base();
	}

	@Override
	public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
		this.reference = "boolean";
		return new JsonBooleanFormatVisitor.Base();
	}

	@Override
	public JsonNullFormatVisitor expectNullFormat(JavaType type) {
		this.reference = "null";
		return new JsonNullFormatVisitor.Base();
	}

	@Override
	public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
		this.reference = "unknown";
		return new JsonAnyFormatVisitor.Base();
	}

}
