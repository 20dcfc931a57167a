package dev.realtime.actuate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard is laid out as Grafana expects. What it asks for:
 * {@link DashboardQueryTests}.
 */
class DashboardTests {

	private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)|\\$\\{(\\w+)}");

	private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__range", "__interval");

	private static final int COLUMNS = 24;

	private final Dashboard dashboard = Dashboard.read();

	@Test
	void namesOnlyVariablesItHas() {
		Set<String> variables = new HashSet<>(BUILT_IN);
		this.dashboard.variables().forEach((variable) -> variables.add(variable.get("name").asString()));
		Matcher used = VARIABLE.matcher(this.dashboard.text().replace("$__all", ""));
		while (used.find()) {
			assertThat((used.group(1) != null) ? used.group(1) : used.group(2)).isIn(variables);
		}
	}

	@Test
	void belongsToNoInstallation() {
		JsonNode json = this.dashboard.json();
		assertThat(json.get("title").asString()).isNotBlank();
		assertThat(json.get("uid").asString()).hasSizeLessThanOrEqualTo(40).matches("[a-zA-Z0-9_-]+");
		assertThat(json.get("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
		assertThat(json.get("id").isNull()).as("an id of one installation").isTrue();
	}

	@Test
	void givesEachPanelAPlaceOfItsOwn() {
		Set<Integer> ids = new HashSet<>();
		Set<List<Integer>> cells = new HashSet<>();
		for (JsonNode panel : this.dashboard.panels()) {
			String title = panel.get("title").asString();
			assertThat(ids.add(panel.get("id").asInt())).as("id of %s", title).isTrue();
			assertThat(panel.get("type").asString()).isIn("row", "stat", "timeseries", "heatmap");
			JsonNode place = panel.get("gridPos");
			assertThat(place.get("x").asInt() + place.get("w").asInt()).as(title).isLessThanOrEqualTo(COLUMNS);
			for (int x = place.get("x").asInt(); x < place.get("x").asInt() + place.get("w").asInt(); x++) {
				for (int y = place.get("y").asInt(); y < place.get("y").asInt() + place.get("h").asInt(); y++) {
					assertThat(cells.add(List.of(x, y))).as("%s lies on another panel", title).isTrue();
				}
			}
		}
	}

	@Test
	void asksTheDataSourceThatWasChosen() {
		for (JsonNode panel : this.dashboard.panels()) {
			if (!panel.get("type").asString().equals("row")) {
				String title = panel.get("title").asString();
				assertThat(panel.get("datasource").get("uid").asString()).as(title).isEqualTo("${datasource}");
				assertThat(panel.get("targets").valueStream().map((target) -> target.get("refId").asString())).as(title)
					.isNotEmpty()
					.doesNotHaveDuplicates();
			}
		}
	}

}
