package dev.realtime.join;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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

	private static final JsonMapper json = new JsonMapper();

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
			.run(() -> this.connections.publish(event.toRooms(room.name())));
	}

	private static @Nullable RealtimeEvent event(ClientFrame frame) {
		String name = frame.header(Headers.EVENT);
		if (name == null || !RealtimeEvent.isValidName(name) || RealtimeEvent.isReserved(name)) {
			return null;
		}
		try {
			JsonNode data = (frame.body().length > 0) ? json.readTree(frame.body()) : json.nullNode();
			return RealtimeEvent.named(name, data).withActor(frame.connection().user().name());
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
