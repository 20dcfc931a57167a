package dev.realtime.connection;

import java.io.IOException;

import org.springframework.web.socket.CloseStatus;

import dev.realtime.protocol.Frame;

/**
 * Writes to the socket, in the framing the client can take: one text message a frame by
 * default, and several frames in one message, text or binary, for a client that said so.
 * <p>
 * Not thread-safe: only the connection's writer of the moment uses it.
 */
interface Transport {

	/**
	 * Notes what the client can take.
	 * @param framing how it is written to from now on
	 */
	void use(Framing framing);

	/**
	 * Writes frames. What the socket does not take at once is kept and comes first next
	 * time.
	 * @param frames in order
	 */
	void write(Frame... frames) throws IOException;

	/** Asks whether the client is alive. */
	void ping() throws IOException;

	/**
	 * Answers a client that asked, where the container does not do so by itself.
	 * @param payload what the client sent
	 */
	void pong(byte[] payload) throws IOException;

	/**
	 * Sends the close frame.
	 * @param status what the client is told
	 */
	void close(CloseStatus status) throws IOException;

	/**
	 * Goes on with what the socket did not take.
	 * @return whether nothing is kept any more
	 */
	boolean flush() throws IOException;

	/** Whether a write may wait for the client. */
	boolean isBlocking();

	/** Whether the socket took all. */
	boolean isFlushed();

	/** Has {@link Outbound#writable()} called once the socket takes more. */
	void awaitWritable();

	/** Drops the connection, since nothing can be written any more. */
	void abort();

}
