package dev.realtime.broker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.realtime.RealtimeEvent;

/**
 * Writes events as clients get them: the envelope as the protocol says, the payload as
 * the application's REST answers would.
 * <p>
 * Thread-safe.
 */
final class EventJson {

	private final JsonMapper wire = new JsonMapper();

	private final JsonMapper application;

	EventJson(JsonMapper application) {
		this.application = application;
	}

	/**
	 * Writes an event's payload, the expensive part, once for all rooms and users.
	 * @param event the event
	 * @param trace what it is part of
	 * @return the event on its way out
	 * @throws RuntimeException if the payload cannot be written
	 */
	EncodedEvent encode(RealtimeEvent event, @Nullable Trace trace) {
		boolean resource = event.name().equals(RealtimeEvent.RESOURCE);
		byte[] payload = this.application.writeValueAsBytes(resource ? event.resource() : event.data());
		Json head = new Json().field("id", event.id());
		if (resource) {
			head.field("action", event.action()).field("type", event.type());
		}
		Json tail = new Json();
		if (resource) {
			tail.field("path", event.path());
		}
		tail.raw(resource ? "resource" : "data", payload)
			.field("actor", event.actor())
			.field("origin", event.origin())
			.field("at", event.at().toString());
		return new EncodedEvent(event.name(), event.id(), event.rooms(), event.users(), head.bytes(), tail.bytes(),
				trace);
	}

	/**
	 * Writes an event's payload so that nothing changes it any more.
	 * @param event the event
	 * @return the same event, with JSON as its payload
	 * @throws RuntimeException if the payload cannot be written
	 */
	RealtimeEvent freeze(RealtimeEvent event) {
		return new RealtimeEvent(event.id(), event.name(), event.action(), event.type(), event.path(),
				freeze(event.resource()), freeze(event.data()), event.rooms(), event.users(), event.actor(),
				event.origin(), event.at());
	}

	private @Nullable Object freeze(@Nullable Object payload) {
		return (payload != null) ? this.application.valueToTree(payload) : null;
	}

	/**
	 * The event as it is told in a room.
	 * @param event the event
	 * @param room the room's name
	 * @return JSON
	 */
	byte[] forRoom(EncodedEvent event, String room) {
		return body(event, "room", room);
	}

	/**
	 * The event as it is told to a user.
	 * @param event the event
	 * @param user the user's name
	 * @return JSON
	 */
	byte[] forUser(EncodedEvent event, String user) {
		return body(event, "user", user);
	}

	private byte[] body(EncodedEvent event, String target, String name) {
		return new Json().open()
			.part(event.head())
			.part(new Json().field(target, name).bytes())
			.part(event.tail())
			.close();
	}

	/** Fields, each with the comma before it. */
	private final class Json {

		private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

		private boolean opened;

		Json open() {
			this.out.write('{');
			this.opened = true;
			return this;
		}

		Json field(String name, @Nullable String value) {
			return (value != null) ? raw(name, EventJson.this.wire.writeValueAsBytes(value)) : this;
		}

		Json raw(String name, byte[] value) {
			this.out.writeBytes((",\"" + name + "\":").getBytes(StandardCharsets.UTF_8));
			this.out.writeBytes(value);
			return this;
		}

		/** Adds fields; the first of an object loses its comma. */
		Json part(byte[] fields) {
			int from = (this.opened && this.out.size() == 1) ? 1 : 0;
			this.out.write(fields, from, fields.length - from);
			return this;
		}

		byte[] bytes() {
			return this.out.toByteArray();
		}

		byte[] close() {
			this.out.write('}');
			return bytes();
		}

	}

}
