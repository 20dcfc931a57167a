package dev.realtime.connection;

import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

/**
 * The way of a client's frames: through the gate, then to all handlers, each of which
 * takes the {@link ClientFrame}s for its destinations. Handled in the thread that reads
 * from the client, so that the frames of one client stay in order. Not a bean of a
 * channel's type, since those belong to the application.
 * <p>
 * Not API.
 */
public final class InboundChannel {

	private final ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel();

	InboundChannel(Gate gate) {
		this.channel.setBeanName("realtimeInboundChannel");
		this.channel.addInterceptor(gate);
	}

	/**
	 * Adds a handler.
	 * @param handler gets every {@link ClientFrame} that passed the gate
	 */
	public void handle(MessageHandler handler) {
		this.channel.subscribe(handler);
	}

	MessageChannel channel() {
		return this.channel;
	}

}
