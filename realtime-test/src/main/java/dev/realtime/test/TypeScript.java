package dev.realtime.test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Java types as TypeScript: references to them, and the declarations these need. Its
 * layout is the one of Prettier, which many front ends check.
 * <p>
 * Not thread-safe.
 */
final class TypeScript {

	/** Names of our own, and those that declarations make use of. */
	private static final Set<String> RESERVED = Set.of("Types", "Record", "Partial", "Omit");

	private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

	private static final int WIDTH = 120;

	private final JsonMapper json;

	/** Types that are declared, or are just being. */
	private final Map<Use, String> names = new HashMap<>();

	/** By name. */
	private final Map<String, String> declarations = new TreeMap<>();

	TypeScript(JsonMapper json) {
		this.json = json;
	}

	JsonMapper json() {
		return this.json;
	}

	/** What clients get, as the mapper writes it. */
	String got(ResolvableType type) {
		return reference(type, false);
	}

	/** What clients send, as the mapper reads it. */
	String sent(ResolvableType type) {
		return reference(type, true);
	}

	private String reference(ResolvableType type, boolean sent) {
		return (type.resolve() != null) ? reference(resolved(type), sent) : "unknown";
	}

	/** With what its type variables stand for. */
	private JavaType resolved(ResolvableType type) {
		TypeFactory factory = this.json.getTypeFactory();
		if (type.isArray()) {
			return factory.constructArrayType(resolved(type.getComponentType()));
		}
		Class<?> raw = type.resolve(Object.class);
		JavaType[] parameters = Arrays.stream(type.getGenerics()).map(this::resolved).toArray(JavaType[]::new);
		return (parameters.length > 0) ? factory.constructParametricType(raw, parameters) : factory.constructType(raw);
	}

	String reference(JavaType type, boolean sent) {
		return JsonForm.of(type, this, sent);
	}

	/**
	 * Declares a type, once.
	 * @param type the type
	 * @param sent whether clients send it
	 * @param definition what comes after its name; may refer to the type itself
	 * @return its name
	 */
	String declare(JavaType type, boolean sent, Supplier<Definition> definition) {
		Use use = new Use(type, sent);
		String known = this.names.get(use);
		if (known != null) {
			return known;
		}
		String name = freeName(type, sent);
		this.names.put(use, name);
		this.declarations.put(name, "");
		String declaration = definition.get().declaration(name);
		String other = this.names.get(new Use(type, !sent));
		if (other != null && declaration.replace(name, other).equals(this.declarations.get(other))) {
			// what is sent looks like what is got
			this.declarations.remove(name);
			this.names.put(use, other);
			return other;
		}
		this.declarations.put(name, declaration);
		return name;
	}

	private String freeName(JavaType type, boolean sent) {
		Class<?> raw = type.getRawClass();
		String name = simpleName(type) + ((sent && this.names.containsKey(new Use(type, false))) ? "Input" : "");
		if (isFree(name)) {
			return name;
		}
		Class<?> enclosing = raw.getEnclosingClass();
		String prefix = (enclosing != null) ? enclosing.getSimpleName()
				: StringUtils.capitalize(StringUtils.unqualify(ClassUtils.getPackageName(raw)));
		String longer = prefix + name;
		for (int i = 2; !isFree(longer); i++) {
			longer = prefix + name + i;
		}
		return longer;
	}

	private boolean isFree(String name) {
		return !RESERVED.contains(name) && !this.declarations.containsKey(name);
	}

	private static String simpleName(JavaType type) {
		String name = type.getRawClass().getSimpleName();
		return (type.containedTypeCount() == 0) ? name
				: name + "Of"
						+ type.getBindings()
							.getTypeParameters()
							.stream()
							.map(TypeScript::simpleName)
							.map(StringUtils::capitalize)
							.collect(Collectors.joining("And"));
	}

	/** All that was referred to. */
	String declarations() {
		return this.declarations.values().stream().map((text) -> "\n" + text).collect(Collectors.joining());
	}

	/** Types of members by their names, which may end with a question mark. */
	static String object(Map<String, String> members, String indent) {
		if (members.isEmpty()) {
			return "{}";
		}
		boolean quoted = !members.keySet().stream().map(TypeScript::bare).allMatch(IDENTIFIER.asMatchPredicate());
		StringBuilder text = new StringBuilder("{\n");
		members.forEach((name, type) -> {
			String bare = bare(name);
			boolean quote = quoted && !IDENTIFIER.matcher(bare).matches();
			text.append(indent).append("  ").append(quote ? literal(bare) : bare);
			text.append((bare.length() < name.length()) ? "?: " : ": ").append(type).append(";\n");
		});
		return text.append(indent).append('}').toString();
	}

	private static String bare(String name) {
		return name.endsWith("?") ? name.substring(0, name.length() - 1) : name;
	}

	static String literal(String text) {
		return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
	}

	/** In an array, a union needs parentheses. */
	static String array(String element) {
		return (element.contains(" | ") ? "(" + element + ")" : element) + "[]";
	}

	/** Once, however often it is said. */
	static String orNull(String type) {
		return (type.endsWith("null") || type.equals("unknown")) ? type : type + " | null";
	}

	/** What comes after the name of a declared type. */
	sealed interface Definition {

		String declaration(String name);

	}

	/**
	 * An object.
	 *
	 * @param members their types, by names that may end with a question mark
	 */
	record Members(LinkedHashMap<String, String> members) implements Definition {

		@Override
		public String declaration(String name) {
			return "export interface " + name + " " + object(this.members, "") + "\n";
		}

	}

	/**
	 * One of several.
	 *
	 * @param types the alternatives
	 */
	record Union(Set<String> types) implements Definition {

		@Override
		public String declaration(String name) {
			String line = "export type " + name + " = " + String.join(" | ", this.types) + ";";
			return ((line.length() <= WIDTH) ? line
					: "export type " + name + " =\n  | " + String.join("\n  | ", this.types) + ";") + "\n";
		}

	}

	private record Use(JavaType type, boolean sent) {

	}

}
