package dev.realtime.broker;

import org.jspecify.annotations.Nullable;

import dev.realtime.history.Position;

/**
 * A client's stay in a room, from the side of who admitted it. What is called under the
 * room's order must not block, and must not touch another room.
 */
public interface Stay {

	/**
	 * Whether what admitted the client still does. Called under the room's order, once
	 * the connection knows of the stay: who takes the right away later finds it there.
	 * @return {@code false} to have it decided again
	 */
	boolean stands();

	/**
	 * The client is in the room; nothing was sent to it yet. Called under the room's
	 * order.
	 * @param position where the room stands
	 * @param recovered whether all that was missed comes next; {@code null} if the client
	 * did not say where it was
	 * @param first whether nobody else is in the room on this node
	 * @return the JSON it is told
	 */
	byte[] joined(Position position, @Nullable Boolean recovered, boolean first);

	/** The client is no longer in the room. Called under the room's order. */
	void left();

	/**
	 * The stay is over, and no lock is held any more.
	 * @param last whether nobody was left in the room on this node
	 */
	void over(boolean last);

	/**
	 * When it ends by itself.
	 * @return by {@link System#nanoTime()}; {@link Long#MAX_VALUE} for never
	 */
	long deadline();

	/**
	 * Whether it rests on an access rule, which may be asked again, and not on a room
	 * token, which lasts until its end.
	 * @return whether a rule granted it
	 */
	boolean isByRule();

}
