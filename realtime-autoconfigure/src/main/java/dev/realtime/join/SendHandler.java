package dev.realtime.join;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

import dev.realtime.Caller;
import dev.realtime.RealtimeEvent;
import dev.realtime.Room;
import dev.realtime.connection.ClientFrame;
import dev.realtime.connection.Connections;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.Refusal;

/** Passes on what clients send into rooms, where that is granted. */
class SendHandler implements MessageHandler {

	/**
	 * Strict, since a member that comes twice is read differently by different programs.
	 */
	private static final JsonMapper json = JsonMapper
		.builder(JsonFactory.builder()
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).maxNumberLength(100).build())
			.build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Access access;

	private final Connections connections;

	SendHandler(Access access, Connections connections) {
		this.access = access;
		this.connections = connections;
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (message.getPayload() instanceof ClientFrame frame && frame.isSend()) {
			String room = Destinations.room(frame.destination());
			if (room != null) {
				send(frame, new Room(room));
			}
		}
	}

	private void send(ClientFrame frame, Room room) {
		if (!this.access.maySend(frame.connection().user(), room)) {
			frame.connection().refuseSend(room.name(), Refusal.SEND_FORBIDDEN);
			return;
		}
		RealtimeEvent event = event(frame);
		if (event == null) {
			frame.connection().refuseSend(room.name(), Refusal.INVALID_REQUEST);
			return;
		}
		new Caller(frame.connection().user(), frame.header(Headers.ORIGIN))
			.run(() -> this.connections.publish(Caller.stamp(event.toRooms(room.name()))));
	}

	private static @Nullable RealtimeEvent event(ClientFrame frame) {
		String name = frame.header(Headers.EVENT);
		if (name == null || !RealtimeEvent.isValidName(name) || RealtimeEvent.isReserved(name)) {
			return null;
		}
		try {
			JsonNode data = (frame.body().length > 0) ? data(frame.body()) : json.nullNode();
			return RealtimeEvent.named(name, data).withActor(frame.connection().user().name());
		}
		catch (JacksonException | CharacterCodingException ex) {
			return null;
		}
	}

	private static JsonNode data(byte[] body) throws CharacterCodingException {
		// a JSON reader would guess at other encodings
		String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		return json.readTree(text);
	}

}
