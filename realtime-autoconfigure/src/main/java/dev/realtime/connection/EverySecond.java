package dev.realtime.connection;

/**
 * Something another package has to do about once a second. It must not block.
 * <p>
 * Not API.
 */
@FunctionalInterface
public interface EverySecond {

	/** Does it. */
	void tick();

}
