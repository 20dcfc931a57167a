package dev.realtime.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;

/** Answers each command as it was told to, and nothing to others. */
final class ScriptedBroker implements AutoCloseable {

	private final LocalPort port;

	private ScriptedBroker(LocalPort port) {
		this.port = port;
	}

	/**
	 * Starts one.
	 * @param answers frames by the command that they answer
	 */
	static ScriptedBroker start(Map<String, String> answers) throws IOException {
		return new ScriptedBroker(LocalPort.open((node) -> answer(node, answers)));
	}

	int port() {
		return this.port.number();
	}

	private static void answer(Socket node, Map<String, String> answers) throws IOException {
		try (node; InputStream in = node.getInputStream(); Scanner frames = new Scanner(in, StandardCharsets.UTF_8)) {
			frames.useDelimiter("\0");
			while (frames.hasNext()) {
				String command = frames.next().stripLeading().lines().findFirst().orElse("");
				String answer = answers.get(command);
				if (answer != null) {
					node.getOutputStream().write((answer + "\0").getBytes(StandardCharsets.UTF_8));
				}
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.port.close();
	}

}
