package dev.realtime.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of pushes, for those who measure. Public only because metrics read it.
 * <p>
 * Thread-safe.
 * <p>
 * Not API.
 */
public final class PushStatistics {

	private static final String ACCEPTED = "accepted";

	private final Map<String, LongAdder> outcomes = new LinkedHashMap<>();

	private final LongAdder forgotten = new LongAdder();

	PushStatistics() {
		this.outcomes.put(ACCEPTED, new LongAdder());
		for (PushProblem problem : PushProblem.values()) {
			this.outcomes.put(problem.code(), new LongAdder());
		}
	}

	void accepted() {
		count(ACCEPTED);
	}

	void refused(PushProblem problem) {
		count(problem.code());
	}

	void forgotten() {
		this.forgotten.increment();
	}

	private void count(String outcome) {
		LongAdder count = this.outcomes.get(outcome);
		if (count != null) {
			count.increment();
		}
	}

	/**
	 * Pushes so far.
	 * @return by outcome: {@code accepted}, or the code of the problem
	 */
	public Map<String, LongAdder> outcomes() {
		return this.outcomes;
	}

	/**
	 * Requests with an {@code Idempotency-Key} that were forgotten before their time,
	 * since too many came after them.
	 * @return since the start
	 */
	public long forgottenCount() {
		return this.forgotten.sum();
	}

}
