package dev.realtime.push;

/**
 * A push is refused. Has no stack trace: it is an answer, not a failure.
 */
final class PushRefused extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final PushProblem problem;

	PushRefused(PushProblem problem) {
		super(problem.code(), null, false, false);
		this.problem = problem;
	}

	PushProblem problem() {
		return this.problem;
	}

}
