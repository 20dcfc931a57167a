package dev.realtime.broker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What joins the rooms of several nodes.
 *
 * @param broker Broker of the rooms: embedded for a single node, relay for nodes joined
 * by an external STOMP broker.
 */
@ConfigurationProperties("realtime")
record BrokerProperties(@DefaultValue("embedded") Kind broker) {

	/** The brokers there are. */
	enum Kind {

		/** This node alone. */
		EMBEDDED,
		/** Nodes joined by an external STOMP broker. */
		RELAY

	}

}
