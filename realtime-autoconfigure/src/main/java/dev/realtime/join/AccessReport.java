package dev.realtime.join;

import java.util.Map;

import dev.realtime.ReportSection;

/** Who opens which rooms. */
record AccessReport(AccessRules rules) implements ReportSection {

	@Override
	public String name() {
		return "access";
	}

	@Override
	public String summary() {
		return this.rules.rules().size() + " access rules and " + this.rules.publicPatterns().size()
				+ " public patterns beside room tokens";
	}

	@Override
	public Object details() {
		return Map.of("rules",
				this.rules.rules()
					.stream()
					.map((rule) -> Map.of("pattern", rule.pattern().toString(), "method", rule.describe(), "publish",
							rule.publish()))
					.toList(),
				"public", this.rules.publicPatterns().stream().map(Object::toString).toList());
	}

}
