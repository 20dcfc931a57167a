package dev.realtime.relay;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.realtime.broker.EncodedEvent;
import dev.realtime.broker.SessionCommand;
import dev.realtime.broker.Trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ParcelTests {

	private static Letter.Event event(String room) {
		return new Letter.Event(room, new EncodedEvent("wörk", "id-1", List.of("/a", "/b"), List.of("bob"),
				"{\"x\":1".getBytes(), "}".getBytes(), Trace.elsewhere(Map.of("traceparent", "00-1-2-01"))));
	}

	static List<Letter> letters() {
		Letter.Change change = new Letter.Change("/hall", "alice", true);
		return List.of(new Letter.Command(new SessionCommand(SessionCommand.Kind.values()[0], "alice", null, 7, true)),
				new Letter.Command(new SessionCommand(SessionCommand.Kind.values()[1], "alice", "/a", 7, true)),
				new Letter.Lost(List.of()), new Letter.Lost(List.of("/a", "/b")), new Letter.Hello(3),
				new Letter.Proposal("k3j9"), new Letter.Beat(), new Letter.Bye(),
				new Letter.Members(true, false, List.of(change, new Letter.Change("/hall", "bob", false))));
	}

	@ParameterizedTest
	@MethodSource("letters")
	void bringsEveryKindOfLetter(Letter letter) throws IOException {
		Parcel parcel = new Parcel("node", "epoch", 42, List.of(new Parcel.Numbered(9, letter)));
		assertThat(Parcel.read(parcel.write())).isEqualTo(parcel);
	}

	@Test
	void bringsEventsForRoomsAndUsers() throws IOException {
		for (String room : Arrays.asList("/a", null)) {
			Parcel read = Parcel
				.read(new Parcel("node", null, 42, List.of(new Parcel.Numbered(9, event(room)))).write());
			assertThat(read.epoch()).isNull();
			assertThat(read.letters()).singleElement().satisfies((numbered) -> {
				assertThat(numbered.number()).isEqualTo(9);
				assertThat(numbered.letter()).usingRecursiveComparison().isEqualTo(event(room));
			});
		}
	}

	@Test
	void keepsTheOrderOfManyLetters() throws IOException {
		List<Parcel.Numbered> letters = IntStream.range(1, 501)
			.mapToObj((i) -> new Parcel.Numbered(i, new Letter.Hello(i)))
			.toList();
		assertThat(Parcel.read(new Parcel("node", "e", 0, letters).write()).letters()).isEqualTo(letters);
	}

	@Test
	void knowsAnotherVersion() throws IOException {
		byte[] bytes = new Parcel("node", "e", 0, List.of()).write();
		bytes[0]++;
		assertThat(Parcel.read(bytes)).isNull();
	}

	@Test
	void refusesWhatIsCutOffOrNothingOfOurs() {
		byte[] whole = new Parcel("node", "e", 0,
				List.of(new Parcel.Numbered(1, event("/a")), new Parcel.Numbered(2, new Letter.Lost(List.of("/a")))))
			.write();
		for (int length = 0; length < whole.length; length++) {
			byte[] part = Arrays.copyOf(whole, length);
			assertThatExceptionOfType(IOException.class).as("%s bytes", length).isThrownBy(() -> Parcel.read(part));
		}
		byte[] unknown = new Parcel("n", "", 0, List.of(new Parcel.Numbered(1, new Letter.Beat()))).write();
		unknown[unknown.length - 1] = '?';
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Parcel.read(unknown));
	}

}
