package dev.realtime.relay;

import org.springframework.messaging.simp.stomp.StompHeaders;

/**
 * The way of a frame to all nodes, and back to the one that sent it, over one link.
 */
sealed interface Circuit permits StreamCircuit, TopicCircuit {

	/**
	 * What gives the order.
	 * @return {@code stream} or {@code topic}
	 */
	String order();

	/**
	 * Takes part.
	 * @param link a link that has just connected
	 * @param receiver takes what all nodes sent, this one too, in the one order
	 */
	void subscribe(BrokerLink link, BrokerLink.Receiver receiver);

	/**
	 * Where a node sends what it has for all.
	 * @return headers of one frame
	 */
	StompHeaders entrance();

	/**
	 * A frame was handled here. Called by the thread that handles them.
	 * @param headers its headers
	 */
	void handled(StompHeaders headers);

	/**
	 * Gives the broker what it waits for. Called by the thread that sends, and may block.
	 * @param link the link
	 * @return whether there was something
	 */
	boolean serve(BrokerLink link);

}
