package dev.realtime.connection;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

import dev.realtime.protocol.Destinations;

/** Opens a connection's own queue. */
class OwnQueueHandler implements MessageHandler {

	@Override
	public void handleMessage(Message<?> message) {
		if (message.getPayload() instanceof ClientFrame frame && frame.isSubscribe()
				&& frame.destination().equals(Destinations.OWN_QUEUE)) {
			frame.connection().add(new OwnQueue(frame.subscription()));
			frame.connection().confirm(frame.receipt());
		}
	}

}
