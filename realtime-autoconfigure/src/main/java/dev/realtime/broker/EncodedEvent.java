package dev.realtime.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An event whose payload is written, once for all rooms, users and nodes.
 *
 * @param name the event's name
 * @param id the event's id
 * @param rooms the names of the rooms it goes to
 * @param users the names of the users it goes to
 * @param head the JSON fields before the target
 * @param tail the JSON fields after it
 * @param trace what it is part of; {@code null} if nobody traces it
 */
public record EncodedEvent(String name, String id, List<String> rooms, List<String> users, byte[] head, byte[] tail,
		@Nullable Trace trace) {

	/**
	 * What it takes on the wire, about.
	 * @return bytes
	 */
	public int size() {
		return this.head.length + this.tail.length;
	}

}
