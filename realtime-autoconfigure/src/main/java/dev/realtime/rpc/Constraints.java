package dev.realtime.rpc;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What the arguments of a call must hold to.
 */
interface Constraints {

	/** Without Bean Validation. */
	Constraints NONE = (body) -> {
	};

	/**
	 * Checks a body.
	 * @param body the body
	 * @throws RpcException if it breaks a constraint
	 */
	void check(@Nullable Object body);

	/**
	 * Finds out whether a failure means that an argument broke a constraint.
	 * @param failure what the method threw
	 * @param method the method
	 * @return an {@link RpcException} if so, else the failure
	 */
	default Throwable translate(Throwable failure, Method method) {
		return failure;
	}

}
