package dev.realtime.rpc;

import org.jspecify.annotations.Nullable;

import dev.realtime.connection.ClientFrame;
import dev.realtime.protocol.Refusal;

/**
 * Where the value of one parameter comes from.
 */
@FunctionalInterface
interface RpcArgument {

	/**
	 * Takes the value from a frame.
	 * @param frame a call
	 * @return the value
	 * @throws RpcException if the frame does not have it
	 */
	@Nullable Object resolve(ClientFrame frame);

	/**
	 * What the client hears if its frame does not fit the parameters.
	 * @param message what does not fit
	 */
	static RpcException invalid(String message) {
		return new RpcException(Refusal.INVALID_REQUEST.code(), message);
	}

}
