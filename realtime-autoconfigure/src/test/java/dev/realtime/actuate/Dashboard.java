package dev.realtime.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard as it lies in the documentation. */
final class Dashboard {

	private static final Path FILE = Path.of("..", "docs", "grafana", "realtime.json");

	private final String text;

	private final JsonNode json;

	private Dashboard(String text) {
		this.text = text;
		this.json = new JsonMapper().readTree(text);
	}

	static Dashboard read() {
		try {
			return new Dashboard(Files.readString(FILE));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String text() {
		return this.text;
	}

	JsonNode json() {
		return this.json;
	}

	JsonNode panels() {
		return this.json.get("panels");
	}

	JsonNode variables() {
		return this.json.get("templating").get("list");
	}

	/** What its panels ask for. */
	List<Query> queries() {
		List<Query> queries = new ArrayList<>();
		for (JsonNode panel : panels()) {
			panel.path("targets")
				.forEach((target) -> queries
					.add(new Query(panel.get("title").asString() + " " + target.get("refId").asString(),
							target.get("expr").asString(), target.get("legendFormat").asString())));
		}
		return queries;
	}

	/** What its variables are made of. */
	List<String> definitions() {
		return variables().valueStream()
			.filter((variable) -> variable.get("type").asString().equals("query"))
			.map((variable) -> variable.get("definition").asString())
			.toList();
	}

	/** Everything it asks Prometheus for. */
	List<String> expressions() {
		return Stream.concat(queries().stream().map(Query::expression), definitions().stream()).toList();
	}

	/**
	 * What a panel asks for.
	 *
	 * @param name of the panel and of the query in it
	 * @param expression in PromQL, with variables
	 * @param legend how each series is called
	 */
	record Query(String name, String expression, String legend) {

	}

}
