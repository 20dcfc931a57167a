package dev.realtime.benchmarks.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Every run as it ends, and the table of medians. */
final class Report {

	private final Map<String, Map<Peer, List<Measurement>>> runs = new LinkedHashMap<>();

	private final Map<String, Map<Peer, List<Double>>> figures = new LinkedHashMap<>();

	private final Map<String, String> units = new LinkedHashMap<>();

	void add(String scenario, Peer peer, Measurement run) {
		this.runs.computeIfAbsent(scenario, (name) -> new EnumMap<>(Peer.class))
			.computeIfAbsent(peer, (key) -> new ArrayList<>())
			.add(run);
		System.out.printf(Locale.ROOT,
				"%s | %s: %,.0f/s, p50 %.1f p99 %.1f ms, %.2f CPU s/M, lost %d, order %d, dead %d%n", scenario, peer,
				run.perSecond(), run.p50(), run.p99(), run.cpuPerMillion(), run.lost(), run.outOfOrder(), run.dead());
	}

	void add(String scenario, Peer peer, double figure, String unit) {
		this.figures.computeIfAbsent(scenario, (name) -> new EnumMap<>(Peer.class))
			.computeIfAbsent(peer, (key) -> new ArrayList<>())
			.add(figure);
		this.units.put(scenario, unit);
		System.out.printf(Locale.ROOT, "%s | %s: %,.1f %s%n", scenario, peer, figure, unit);
	}

	String table() {
		StringBuilder table = new StringBuilder();
		this.runs.forEach((scenario, peers) -> {
			table.append("\n### ").append(scenario).append("\n\n");
			table.append("| server | runs | deliveries/s median [min-max] | ratio | p50 / p99 / p99.9 ms |"
					+ " CPU s per M | lost / out of order / dead |\n|---|---|---|---|---|---|---|\n");
			peers.forEach((peer, runs) -> row(table, peer, runs, peers.get(Peer.SPRING)));
		});
		this.figures.forEach((scenario, peers) -> {
			table.append("\n### ")
				.append(scenario)
				.append("\n\n| server | median [min-max] | ratio |\n|---|---|---|\n");
			List<Double> base = peers.get(Peer.SPRING);
			peers.forEach((peer,
					values) -> table.append(String.format(Locale.ROOT, "| %s | %,.1f %s [%,.1f-%,.1f] | %s |%n", peer,
							median(values), this.units.get(scenario), values.stream().min(Double::compare).orElse(0.0),
							values.stream().max(Double::compare).orElse(0.0), ratio(median(values), base))));
		});
		return table.toString();
	}

	private static String ratio(double value, @Nullable List<Double> base) {
		return (base != null) ? String.format(Locale.ROOT, "%.2fx", value / median(base)) : "";
	}

	private static void row(StringBuilder table, Peer peer, List<Measurement> runs, @Nullable List<Measurement> base) {
		List<Double> rates = runs.stream().map(Measurement::perSecond).toList();
		table.append(String.format(Locale.ROOT,
				"| %s | %d | %,.0fk [%,.0f-%,.0f] | %s | %.1f / %.1f / %.1f | %.2f | %d / %d / %d |%n", peer,
				runs.size(), median(rates) / 1000, rates.stream().min(Double::compare).orElse(0.0) / 1000,
				rates.stream().max(Double::compare).orElse(0.0) / 1000,
				ratio(median(rates), (base != null) ? base.stream().map(Measurement::perSecond).toList() : null),
				median(runs.stream().map(Measurement::p50).toList()),
				median(runs.stream().map(Measurement::p99).toList()),
				median(runs.stream().map(Measurement::p999).toList()),
				median(runs.stream().map(Measurement::cpuPerMillion).toList()),
				runs.stream().mapToLong(Measurement::lost).max().orElse(0),
				runs.stream().mapToLong(Measurement::outOfOrder).max().orElse(0),
				runs.stream().mapToLong(Measurement::dead).max().orElse(0)));
	}

	private static double median(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

}
