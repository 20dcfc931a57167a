package dev.realtime.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.springframework.core.io.ClassPathResource;

/**
 * One row of {@code attacks.tsv}, whose head explains the columns.
 *
 * @param id its number
 * @param area what it attacks
 * @param steps what is sent
 * @param code what the client is told
 * @param close the close code, {@code -} if the connection has to live on, {@code *} if
 * any will do
 */
record Attack(String id, String area, List<String> steps, String code, String close) {

	private static final boolean ALL = "all".equals(System.getProperty("realtime.attacks"));

	private static final Pattern PLACE = Pattern.compile("\\{(token|bad|room|badroom|repeat|port)(?: ([^}]*))?}");

	static List<Attack> all() {
		try {
			List<Attack> attacks = new ArrayList<>();
			String table = new ClassPathResource("attacks.tsv").getContentAsString(StandardCharsets.UTF_8);
			for (String line : table.split("\n")) {
				if (!line.isBlank() && !line.startsWith("#")) {
					String[] cells = line.split("\t");
					attacks.add(new Attack(cells[0], cells[1], List.of(cells[2].split(" ;; ")), cells[3], cells[4]));
				}
			}
			return attacks;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A third of what there is to try; all of it with {@code -Drealtime.attacks=all}.
	 * @param all what there is
	 * @return the chosen, in order
	 */
	static <T> List<T> chosen(List<T> all) {
		return ALL ? all : IntStream.range(0, all.size()).filter((i) -> i % 3 == 0).mapToObj(all::get).toList();
	}

	/** Whether it ends only when a deadline has passed. */
	boolean isSlow() {
		return this.area.equals("time");
	}

	static String fill(String text, Tokens tokens, int port) {
		Matcher places = PLACE.matcher(text);
		return places.replaceAll((place) -> {
			String argument = (place.group(2) != null) ? place.group(2) : "";
			String value = switch (place.group(1)) {
				case "token" -> tokens.connection(argument.isEmpty() ? "eve" : argument);
				case "bad" -> tokens.bad(argument);
				case "badroom" -> tokens.badRoom(argument);
				case "room" -> tokens.room(argument.split(" ")[0], argument.split(" ")[1]);
				case "repeat" -> argument.split(" ", 2)[1].repeat(Integer.parseInt(argument.split(" ", 2)[0]));
				default -> String.valueOf(port);
			};
			return Matcher.quoteReplacement(value);
		});
	}

	/** The bytes a text with escapes stands for. */
	static byte[] bytes(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int i = 0;
		while (i < text.length()) {
			char c = text.charAt(i++);
			if (c != '\\') {
				bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
				continue;
			}
			char escape = text.charAt(i++);
			switch (escape) {
				case 'n' -> bytes.write('\n');
				case 'r' -> bytes.write('\r');
				case '0' -> bytes.write(0);
				case 'x' -> {
					bytes.write(Integer.parseInt(text.substring(i, i + 2), 16));
					i += 2;
				}
				case '\\' -> bytes.write('\\');
				default -> throw new IllegalArgumentException(text);
			}
		}
		return bytes.toByteArray();
	}

	@Override
	public String toString() {
		return this.id + " " + this.area + ": " + String.join(" ;; ", this.steps);
	}

}
