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
		return count(this.rules.rules().size(), "access rule") + " and "
				+ count(this.rules.publicPatterns().size(), "public pattern") + " beside room tokens";
	}

	private static String count(int count, String what) {
		return count + " " + what + ((count != 1) ? "s" : "");
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
