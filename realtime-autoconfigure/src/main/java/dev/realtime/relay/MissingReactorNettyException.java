package dev.realtime.relay;

/** The relay was chosen, but its client is not on the class path. */
class MissingReactorNettyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingReactorNettyException() {
		super("realtime.broker=relay needs Reactor Netty to connect to the STOMP broker, and it is not on the class path.");
	}

}
