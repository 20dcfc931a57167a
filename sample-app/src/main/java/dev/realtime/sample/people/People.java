package dev.realtime.sample.people;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

/** The people of this demo. A real application asks its user store. */
@Component
public class People {

	private static final List<Person> all = List.of(new Person("ada", "Ada Lovelace"),
			new Person("alan", "Alan Turing"), new Person("grace", "Grace Hopper"),
			new Person("katherine", "Katherine Johnson"), new Person("lise", "Lise Meitner"));

	private static final Map<String, Person> byName = all.stream()
		.collect(Collectors.toMap(Person::name, Function.identity()));

	public List<Person> all() {
		return all;
	}

	public boolean exists(String name) {
		return byName.containsKey(name);
	}

}
