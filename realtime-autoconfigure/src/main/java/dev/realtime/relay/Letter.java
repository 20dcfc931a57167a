package dev.realtime.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.SessionCommand;

/** What one node tells all nodes, itself included. */
sealed interface Letter {

	/**
	 * An event in a room, or for users.
	 *
	 * @param room the room; {@code null} for the users' copies
	 * @param event the event
	 */
	record Event(@Nullable String room, EncodedEvent event) implements Letter {

	}

	/**
	 * What an application wants of sessions.
	 *
	 * @param command what
	 */
	record Command(SessionCommand command) implements Letter {

	}

	/**
	 * Events were lost.
	 *
	 * @param rooms where; all rooms if it is empty
	 */
	record Lost(List<String> rooms) implements Letter {

	}

	/**
	 * A node has connected; whoever is there says who is with it.
	 *
	 * @param attempt tells its connections apart
	 */
	record Hello(long attempt) implements Letter {

	}

	/**
	 * A name for an order that has none.
	 *
	 * @param epoch the name
	 */
	record Proposal(String epoch) implements Letter {

	}

	/** A node is alive. */
	record Beat() implements Letter {

	}

	/** A node goes away. */
	record Bye() implements Letter {

	}

	/**
	 * Who is with a node.
	 *
	 * @param first whether this begins to say all anew
	 * @param last whether this ends to say all
	 * @param changes who came and went
	 */
	record Members(boolean first, boolean last, List<Change> changes) implements Letter {

	}

	/**
	 * A user came into a room, or went.
	 *
	 * @param room the room's name
	 * @param user the user's name
	 * @param present whether the user came
	 */
	record Change(String room, String user, boolean present) {

	}

}
