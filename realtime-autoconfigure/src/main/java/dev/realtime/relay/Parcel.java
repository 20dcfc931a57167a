package dev.realtime.relay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.SessionCommand;
import dev.realtime.broker.Trace;

/**
 * Letters of a node, sent as the body of one STOMP frame.
 *
 * @param node who sent it
 * @param epoch the order the sender knows; {@code null} if it knows none
 * @param at when it was sent, in milliseconds since the epoch
 * @param letters each with its number
 */
record Parcel(String node, @Nullable String epoch, long at, List<Numbered> letters) {

	private static final int VERSION = 2;

	/**
	 * A letter with the number that tells it from a copy of it.
	 *
	 * @param number growing with each letter of a node; 0 for what may come twice
	 * @param letter the letter
	 */
	record Numbered(long number, Letter letter) {

	}

	byte[] write() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeUTF(this.node);
			out.writeUTF((this.epoch != null) ? this.epoch : "");
			out.writeLong(this.at);
			out.writeInt(this.letters.size());
			for (Numbered numbered : this.letters) {
				out.writeLong(numbered.number());
				write(out, numbered.letter());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, Letter letter) throws IOException {
		if (letter instanceof Letter.Event event) {
			out.writeByte('E');
			out.writeUTF((event.room() != null) ? event.room() : "");
			out.writeUTF(event.event().name());
			out.writeUTF(event.event().id());
			write(out, event.event().rooms());
			write(out, event.event().users());
			write(out, event.event().head());
			write(out, event.event().tail());
			write(out, event.event().trace());
		}
		else if (letter instanceof Letter.Command command) {
			out.writeByte('C');
			out.writeUTF(command.command().kind().name());
			out.writeUTF(command.command().target());
			out.writeUTF((command.command().room() != null) ? command.command().room() : "");
			out.writeLong(command.command().at());
		}
		else if (letter instanceof Letter.Lost lost) {
			out.writeByte('L');
			write(out, lost.rooms());
		}
		else if (letter instanceof Letter.Hello hello) {
			out.writeByte('H');
			out.writeLong(hello.attempt());
		}
		else if (letter instanceof Letter.Proposal proposal) {
			out.writeByte('P');
			out.writeUTF(proposal.epoch());
		}
		else if (letter instanceof Letter.Members members) {
			out.writeByte('M');
			out.writeBoolean(members.first());
			out.writeBoolean(members.last());
			out.writeInt(members.changes().size());
			for (Letter.Change change : members.changes()) {
				out.writeUTF(change.room());
				out.writeUTF(change.user());
				out.writeBoolean(change.present());
			}
		}
		else {
			out.writeByte((letter instanceof Letter.Bye) ? 'X' : 'B');
		}
	}

	private static void write(DataOutputStream out, @Nullable Trace trace) throws IOException {
		Map<String, String> fields = (trace != null) ? trace.fields() : Map.of();
		out.writeByte(fields.size());
		for (Map.Entry<String, String> field : fields.entrySet()) {
			out.writeUTF(field.getKey());
			out.writeUTF(field.getValue());
		}
	}

	private static void write(DataOutputStream out, List<String> names) throws IOException {
		out.writeInt(names.size());
		for (String name : names) {
			out.writeUTF(name);
		}
	}

	private static void write(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	/**
	 * Reads what {@link #write()} wrote.
	 * @param bytes what came
	 * @return {@code null} if another version wrote it
	 * @throws IOException if it was nothing of ours
	 */
	static @Nullable Parcel read(byte[] bytes) throws IOException {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			if (in.readByte() != VERSION) {
				return null;
			}
			String node = in.readUTF();
			String epoch = text(in);
			long at = in.readLong();
			int count = in.readInt();
			List<Numbered> letters = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				letters.add(new Numbered(in.readLong(), letter(in)));
			}
			return new Parcel(node, epoch, at, letters);
		}
	}

	private static Letter letter(DataInputStream in) throws IOException {
		return switch (in.readByte()) {
			case 'E' -> event(in);
			case 'C' -> command(in);
			case 'L' -> new Letter.Lost(names(in));
			case 'H' -> new Letter.Hello(in.readLong());
			case 'P' -> new Letter.Proposal(in.readUTF());
			case 'M' -> members(in);
			case 'X' -> new Letter.Bye();
			case 'B' -> new Letter.Beat();
			default -> throw new IOException("Unknown letter");
		};
	}

	private static Letter event(DataInputStream in) throws IOException {
		String room = text(in);
		return new Letter.Event(room,
				new EncodedEvent(in.readUTF(), in.readUTF(), names(in), names(in), bytes(in), bytes(in), trace(in)));
	}

	private static Letter command(DataInputStream in) throws IOException {
		String kind = in.readUTF();
		for (SessionCommand.Kind known : SessionCommand.Kind.values()) {
			if (known.name().equals(kind)) {
				return new Letter.Command(new SessionCommand(known, in.readUTF(), text(in), in.readLong(), true));
			}
		}
		throw new IOException("Unknown command");
	}

	private static Letter members(DataInputStream in) throws IOException {
		boolean first = in.readBoolean();
		boolean last = in.readBoolean();
		int count = in.readInt();
		List<Letter.Change> changes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			changes.add(new Letter.Change(in.readUTF(), in.readUTF(), in.readBoolean()));
		}
		return new Letter.Members(first, last, changes);
	}

	private static @Nullable String text(DataInputStream in) throws IOException {
		String text = in.readUTF();
		return text.isEmpty() ? null : text;
	}

	private static List<String> names(DataInputStream in) throws IOException {
		int count = in.readInt();
		List<String> names = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			names.add(in.readUTF());
		}
		return names;
	}

	private static @Nullable Trace trace(DataInputStream in) throws IOException {
		int count = in.readUnsignedByte();
		Map<String, String> fields = new HashMap<>();
		for (int i = 0; i < count; i++) {
			fields.put(in.readUTF(), in.readUTF());
		}
		return Trace.elsewhere(fields);
	}

	private static byte[] bytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IOException("A payload is cut off");
		}
		return in.readNBytes(length);
	}

}
