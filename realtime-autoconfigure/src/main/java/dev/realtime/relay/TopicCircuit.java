package dev.realtime.relay;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.messaging.simp.stomp.StompHeaders;

/**
 * Gives one order to what all nodes send, on a broker whose topics have none: two senders
 * at a time may reach two receivers one way round and the other.
 * <p>
 * Every node sends to a queue, as one message group. The broker gives a group to one
 * receiver: that node passes every frame on to the topic, over its one connection, and so
 * everyone sees the same order. When it goes, the broker gives the group to another, with
 * all that was not acknowledged. What is passed on twice then counts once, by its number.
 * <p>
 * Used for one link. What comes is taken by the link's thread and passed on by the one
 * that sends.
 */
final class TopicCircuit implements Circuit {

	/** What nobody passed on for so long is not worth it: who sent it is dead. */
	private static final long EXPIRES_MILLIS = 60_000;

	private static final int MAX_PASSED = 100;

	/** The broker keeps the rest until these are acknowledged. */
	private static final int WINDOW = 1024 * 1024;

	private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();

	private final String destination;

	private final Runnable wake;

	/**
	 * Creates one that has nothing to do yet.
	 * @param destination what the nodes share
	 * @param wake wakes the thread that sends
	 */
	TopicCircuit(String destination, Runnable wake) {
		this.destination = destination;
		this.wake = wake;
	}

	/** A frame to pass on, and what acknowledges it. */
	private record Frame(String acknowledgement, byte[] body) {

	}

	@Override
	public String order() {
		return "topic";
	}

	@Override
	public void subscribe(BrokerLink link, BrokerLink.Receiver receiver) {
		StompHeaders topic = new StompHeaders();
		topic.setDestination("/topic/" + this.destination);
		topic.set("subscription-type", "MULTICAST");
		link.subscribe(topic, receiver);
		StompHeaders queue = new StompHeaders();
		queue.setDestination(queue());
		queue.set("subscription-type", "ANYCAST");
		queue.setAck("client");
		queue.set("consumer-window-size", String.valueOf(WINDOW));
		// ActiveMQ Classic counts messages
		queue.set("activemq.prefetchSize", "100");
		link.subscribe(queue, (headers, body) -> {
			this.frames.add(new Frame(String.valueOf(headers.getFirst("ack")), body));
			this.wake.run();
		});
	}

	private String queue() {
		return "/queue/" + this.destination + ".order";
	}

	@Override
	public StompHeaders entrance() {
		StompHeaders headers = new StompHeaders();
		headers.setDestination(queue());
		headers.set("destination-type", "ANYCAST");
		headers.set("JMSXGroupID", this.destination);
		headers.set("expires", String.valueOf(System.currentTimeMillis() + EXPIRES_MILLIS));
		return headers;
	}

	@Override
	public void handled(StompHeaders headers) {
		// a topic keeps nothing: there is nothing to acknowledge
	}

	/** Passes on what came, if the broker chose this node for it. */
	@Override
	public boolean serve(BrokerLink link) {
		Frame last = null;
		for (int i = 0; i < MAX_PASSED; i++) {
			Frame frame = this.frames.poll();
			if (frame == null) {
				break;
			}
			StompHeaders headers = new StompHeaders();
			headers.setDestination("/topic/" + this.destination);
			headers.set("destination-type", "MULTICAST");
			link.send(headers, frame.body());
			last = frame;
		}
		if (last != null) {
			link.acknowledge(last.acknowledgement());
		}
		return last != null;
	}

}
