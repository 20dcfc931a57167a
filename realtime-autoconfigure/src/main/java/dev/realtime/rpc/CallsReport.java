package dev.realtime.rpc;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.ReportSection;

/**
 * Which methods clients may call, and what became of it.
 *
 * @param methods the methods
 * @param limits what a connection may do
 * @param statistics what became of calls
 */
record CallsReport(RpcMethods methods, RpcProperties limits, CallStatistics statistics) implements ReportSection {

	@Override
	public String name() {
		return "calls";
	}

	@Override
	public String summary() {
		int count = this.methods.all().size();
		return (count != 1) ? count + " methods" : "1 method";
	}

	@Override
	public Object details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("methods", this.methods.all()
			.stream()
			.map((method) -> Map.of("name", method.name(), "method", method.describe(), "bean", method.beanName()))
			.toList());
		Map<String, Long> outcomes = new LinkedHashMap<>();
		this.statistics.ended().forEach((outcome, ended) -> outcomes.put(outcome.id(), ended.calls().sum()));
		details.put("outcomes", outcomes);
		details.put("limits", Map.of("maxConcurrent", this.limits.maxConcurrent(), "threads", this.limits.threads(),
				"timeout", this.limits.timeout().toString()));
		return details;
	}

}
