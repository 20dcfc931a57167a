package dev.realtime.rpc;

/**
 * Tells the caller of a {@link RealtimeMethod} what went wrong: the client gets
 * {@code {"error": {"code": …, "message": …}}}, and nothing of the cause.
 *
 * @since 0.1
 */
public class RpcException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** What went wrong, for programs. */
	private final String code;

	/**
	 * Ends a call.
	 * @param code what went wrong, for programs
	 * @param message what went wrong, for people; it must not say more than the caller
	 * may know
	 */
	public RpcException(String code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * Ends a call.
	 * @param code what went wrong, for programs
	 * @param message what went wrong, for people; it must not say more than the caller
	 * may know
	 * @param cause why, which the caller does not learn
	 */
	public RpcException(String code, String message, Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	/**
	 * What went wrong, for programs.
	 * @return the code
	 */
	public String code() {
		return this.code;
	}

}
