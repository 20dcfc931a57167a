package dev.realtime.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.assertj.core.api.Assertions;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

import dev.realtime.ClientTypes;
import dev.realtime.ClientTypes.ClientType;
import dev.realtime.ClientTypes.Use;

/**
 * What pages get and send, as TypeScript: the resources of annotated methods and
 * entities, the bodies and results of calls, and the events that are named here. A test
 * keeps the file that pages are checked with current, so that a field that is renamed in
 * Java breaks the build of the pages that use it. <pre class="code">
 * &#64;Test
 * void typesOfThePageAreCurrent(&#64;Autowired RealtimeTypes types) {
 *   types.event("direct", DirectMessage.class).assertCurrent(Path.of("src/main/resources/static/app/types.d.ts"));
 * }
 * </pre> Run with {@code -Drealtime.types=write} the test writes the file instead.
 * <p>
 * Names, enums, formats and what is left out are those of the application's JSON mapper.
 * What may be {@code null} says so in Java: by {@code @Nullable} or as {@code Optional}.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1
 * @see RealtimeTest
 */
public final class RealtimeTypes {

	/** What clients get has the shorter names. */
	private static final Comparator<ClientType> ORDER = Comparator
		.comparing((ClientType type) -> type.use() == Use.BODY)
		.thenComparing(ClientType::name);

	private final Supplier<JsonMapper> json;

	private final Supplier<List<ClientType>> declared;

	private final boolean write;

	/** By name. */
	private final Map<String, Class<?>> events;

	private final Set<Class<?>> others;

	RealtimeTypes(Supplier<JsonMapper> json, Supplier<List<ClientTypes>> declared, Environment environment) {
		this(json, () -> declared.get().stream().flatMap((part) -> part.types().stream()).toList(),
				"write".equals(environment.getProperty("realtime.types")), Map.of(), Set.of());
	}

	private RealtimeTypes(Supplier<JsonMapper> json, Supplier<List<ClientType>> declared, boolean write,
			Map<String, Class<?>> events, Set<Class<?>> others) {
		this.json = json;
		this.declared = declared;
		this.write = write;
		this.events = events;
		this.others = others;
	}

	/**
	 * Adds an event, whoever publishes it: nothing declares the type of its data.
	 * @param name the event's name
	 * @param data the type of its data
	 * @return types with that event
	 */
	public RealtimeTypes event(String name, Class<?> data) {
		Map<String, Class<?>> events = new TreeMap<>(this.events);
		events.put(name, data);
		return new RealtimeTypes(this.json, this.declared, this.write, events, this.others);
	}

	/**
	 * Adds types that pages get in other ways, such as those of REST answers.
	 * @param types the types
	 * @return types with those
	 */
	public RealtimeTypes and(Class<?>... types) {
		Set<Class<?>> others = new LinkedHashSet<>(this.others);
		others.addAll(List.of(types));
		return new RealtimeTypes(this.json, this.declared, this.write, this.events, others);
	}

	/**
	 * A module of declarations, of which {@code Types} is what the client is typed with.
	 * @return TypeScript
	 */
	public String typeScript() {
		TypeScript types = new TypeScript(this.json.get());
		Map<String, Set<String>> resources = new TreeMap<>();
		Map<String, Set<String>> deleted = new TreeMap<>();
		Map<String, String> bodies = new TreeMap<>();
		Map<String, String> results = new TreeMap<>();
		for (ClientType type : this.declared.get().stream().sorted(ORDER).toList()) {
			String name = type.name();
			switch (type.use()) {
				case RESOURCE ->
					resources.computeIfAbsent(name, (absent) -> new TreeSet<>()).add(types.got(type.type()));
				case DELETED -> deleted.computeIfAbsent(name, (absent) -> new TreeSet<>()).add(types.got(type.type()));
				case BODY -> bodies.put(name, types.sent(type.type()));
				case RESULT -> results.put(name, types.got(type.type()));
			}
		}
		// known to be deleted, never to be created or updated
		deleted.keySet().forEach((name) -> resources.putIfAbsent(name, Set.of("unknown")));
		deleted.entrySet().removeIf((entry) -> entry.getValue().equals(resources.get(entry.getKey())));
		Map<String, String> events = new TreeMap<>();
		this.events.forEach((name, data) -> events.put(name, types.got(ResolvableType.forClass(data))));
		Map<String, String> calls = new TreeMap<>();
		results.forEach((name, result) -> {
			Map<String, String> call = new TreeMap<>(
					Map.of("body", bodies.getOrDefault(name, "null"), "result", result));
			calls.put(name, TypeScript.object(call, "    "));
		});
		this.others.forEach((other) -> types.got(ResolvableType.forClass(other)));
		return """
				// Written by the server's tests from its Java types: see RealtimeTypes. Do not edit.

				/** What clients get and send, as `Realtime<Types>` wants it. */
				export interface Types {
				  /** What `created` and `updated` tell, by type. */
				  resources: %s;
				  /** What `deleted` tells, where it is something else. */
				  deleted: %s;
				  /** The data of events, by name. */
				  events: %s;
				  /** Methods of the server, by name. */
				  calls: %s;
				}
				%s""".formatted(TypeScript.object(unions(resources), "  "), TypeScript.object(unions(deleted), "  "),
				TypeScript.object(events, "  "), TypeScript.object(calls, "  "), types.declarations());
	}

	private static Map<String, String> unions(Map<String, Set<String>> types) {
		Map<String, String> unions = new TreeMap<>();
		types.forEach((name, several) -> unions.put(name, String.join(" | ", several)));
		return unions;
	}

	/**
	 * Fails if a file is not what {@link #typeScript()} gives, or writes it if the
	 * property {@code realtime.types} is {@code write}.
	 * @param file the file, relative to the module that is tested
	 * @throws AssertionError if it is missing or stale
	 */
	public void assertCurrent(Path file) {
		String current = typeScript();
		try {
			if (this.write) {
				Files.writeString(file, current);
			}
			String found = Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "";
			Assertions.assertThat(found)
				.as("%s is what the types of this application are. Run this test with -Drealtime.types=write, "
						+ "and look at what has changed", file)
				.isEqualTo(current);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
