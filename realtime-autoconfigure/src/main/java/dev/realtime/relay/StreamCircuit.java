package dev.realtime.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompHeaders;

/**
 * All nodes write to one stream of RabbitMQ and read it, each from its own place.
 * <p>
 * Used for one link. What comes is acknowledged once it was handled: the broker waits
 * with more.
 */
final class StreamCircuit implements Circuit {

	private static final int ACKNOWLEDGE_EVERY = 25;

	private static final int MIN_AGE_SECONDS = 600;

	private static final long MIN_SEGMENT = 500_000;

	private final AtomicReference<@Nullable String> unacknowledged = new AtomicReference<>();

	private final RelayProperties properties;

	private final Duration ttl;

	private final boolean declares;

	private final String from;

	private final Runnable wake;

	private int handled;

	/**
	 * Creates one that does not read yet.
	 * @param properties how nodes are joined
	 * @param ttl how long a room's history lasts
	 * @param declares whether the stream is made if it is not there
	 * @param from where to read, in RabbitMQ's words
	 * @param wake wakes the thread that sends
	 */
	StreamCircuit(RelayProperties properties, Duration ttl, boolean declares, String from, Runnable wake) {
		this.properties = properties;
		this.ttl = ttl;
		this.declares = declares;
		this.from = from;
		this.wake = wake;
	}

	/** Whether a broker that calls itself so keeps streams, or should. */
	static boolean isFor(String server) {
		return server.startsWith("RabbitMQ/");
	}

	/** Whether it keeps none for clients that speak STOMP. */
	static boolean isTooOld(String server) {
		return server.matches("RabbitMQ/([0-2]\\.|3\\.[0-9]\\.).*");
	}

	@Override
	public String order() {
		return "stream";
	}

	@Override
	public void subscribe(BrokerLink link, BrokerLink.Receiver receiver) {
		StompHeaders headers = new StompHeaders();
		headers.setAck("client");
		headers.set("prefetch-count", "100");
		headers.set("x-stream-offset", this.from);
		if (this.declares) {
			headers.setDestination("/queue/" + this.properties.destination());
			headers.set("durable", "true");
			headers.set("auto-delete", "false");
			headers.set("x-queue-type", "stream");
			headers.set("x-max-age", Math.max(MIN_AGE_SECONDS, 2 * this.ttl.toSeconds()) + "s");
			long retention = this.properties.retention().toBytes();
			headers.set("x-max-length-bytes", String.valueOf(retention));
			// only whole segments are dropped
			headers.set("x-stream-max-segment-size-bytes", String.valueOf(Math.max(MIN_SEGMENT, retention / 16)));
		}
		else {
			headers.setDestination(queue());
		}
		link.subscribe(headers, receiver);
	}

	private String queue() {
		return "/amq/queue/" + this.properties.destination();
	}

	@Override
	public StompHeaders entrance() {
		StompHeaders headers = new StompHeaders();
		headers.setDestination(queue());
		return headers;
	}

	@Override
	public void handled(StompHeaders headers) {
		this.unacknowledged.set(headers.getFirst("ack"));
		if (++this.handled % ACKNOWLEDGE_EVERY == 0) {
			this.wake.run();
		}
	}

	/** Acknowledges what was handled. */
	@Override
	public boolean serve(BrokerLink link) {
		String last = this.unacknowledged.getAndSet(null);
		if (last != null) {
			link.acknowledge(last);
		}
		return last != null;
	}

}
