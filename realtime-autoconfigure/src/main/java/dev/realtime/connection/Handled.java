package dev.realtime.connection;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Tells when the last of a channel's handlers is through with a message, each of which
 * may run in a thread of its own: a receipt given earlier would promise a subscription
 * that is not there yet.
 */
final class Handled implements ExecutorChannelInterceptor {

	private static final String HEADER = Handled.class.getName();

	private final ExecutorSubscribableChannel channel;

	private Handled(ExecutorSubscribableChannel channel) {
		this.channel = channel;
	}

	/** Nothing can be told of channels of another kind: {@code null}. */
	static @Nullable Handled by(MessageChannel channel) {
		if (channel instanceof ExecutorSubscribableChannel executing) {
			Handled handled = new Handled(executing);
			executing.addInterceptor(handled);
			return handled;
		}
		return null;
	}

	/** Has the action run once, after the last handler; never if one was kept from it. */
	void then(MessageHeaderAccessor accessor, Runnable action) {
		AtomicInteger left = new AtomicInteger(this.channel.getSubscribers().size());
		Runnable countdown = () -> {
			if (left.decrementAndGet() == 0) {
				action.run();
			}
		};
		accessor.setHeader(HEADER, countdown);
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
			@Nullable Exception ex) {
		if (message.getHeaders().get(HEADER) instanceof Runnable countdown) {
			countdown.run();
		}
	}

}
