package dev.realtime.protocol;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.realtime.history.Publication;

/**
 * The MESSAGE frames of one publication. They differ from client to client only in the
 * subscription id at their head, so what follows it is encoded once, and clients that
 * chose the same id share one frame.
 * <p>
 * Not thread-safe: made and used by one fan-out.
 */
public final class MessageFrames {

	private static final byte[] HEAD = "MESSAGE\nsubscription:".getBytes(StandardCharsets.UTF_8);

	private final Publication publication;

	private final String destination;

	private final long since;

	private final Map<StompVersion, byte[]> tails = new EnumMap<>(StompVersion.class);

	private final Map<String, Frame> frames = new HashMap<>();

	private @Nullable String lastSubscription;

	private @Nullable Frame lastFrame;

	/**
	 * Creates the frames of a publication that is sent again.
	 * @param publication the publication
	 * @param destination the destination of its room
	 */
	public MessageFrames(Publication publication, String destination) {
		this(publication, destination, 0);
	}

	/**
	 * Creates the frames of a publication.
	 * @param publication the publication
	 * @param destination the destination of its room
	 * @param since when the event left, by {@link System#nanoTime()}
	 */
	public MessageFrames(Publication publication, String destination, long since) {
		this.publication = publication;
		this.destination = destination;
		this.since = since;
	}

	/**
	 * The frame for one subscription.
	 * @param subscription the subscription's id as the version {@linkplain StompVersion
	 * escapes} it
	 * @param version the version the client speaks
	 * @return the frame
	 */
	public Frame frame(String subscription, StompVersion version) {
		// most clients of a room chose the same id in the same version
		if (this.lastFrame != null && version == StompVersion.V1_2 && subscription.equals(this.lastSubscription)) {
			this.lastFrame.share();
			return this.lastFrame;
		}
		if (version != StompVersion.V1_2) {
			return encode(subscription, version);
		}
		Frame frame = this.frames.get(subscription);
		if (frame == null) {
			frame = encode(subscription, version);
			this.frames.put(subscription, frame);
		}
		else {
			frame.share();
		}
		this.lastSubscription = subscription;
		this.lastFrame = frame;
		return frame;
	}

	private Frame encode(String subscription, StompVersion version) {
		byte[] id = subscription.getBytes(StandardCharsets.UTF_8);
		byte[] tail = this.tails.computeIfAbsent(version, this::tail);
		byte[] bytes = new byte[HEAD.length + id.length + tail.length];
		System.arraycopy(HEAD, 0, bytes, 0, HEAD.length);
		System.arraycopy(id, 0, bytes, HEAD.length, id.length);
		System.arraycopy(tail, 0, bytes, HEAD.length + id.length, tail.length);
		return new Frame(bytes, this.since);
	}

	private byte[] tail(StompVersion version) {
		StringBuilder head = new StringBuilder(200).append('\n');
		head.append("destination:").append(version.escape(this.destination)).append('\n');
		head.append("message-id:").append(version.escape(this.publication.id())).append('\n');
		head.append("event:").append(version.escape(this.publication.event())).append('\n');
		head.append("position:").append(version.escape(this.publication.position().toString())).append('\n');
		head.append("content-type:application/json\n");
		return version.join(head, this.publication.body()).bytes();
	}

}
