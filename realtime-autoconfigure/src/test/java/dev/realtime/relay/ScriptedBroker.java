package dev.realtime.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;

/** Answers each command as it was told to, and nothing to others. */
final class ScriptedBroker implements AutoCloseable {

	private final ServerSocket end;

	private final Map<String, String> answers;

	private ScriptedBroker(ServerSocket end, Map<String, String> answers) {
		this.end = end;
		this.answers = answers;
	}

	/**
	 * Starts one.
	 * @param answers frames by the command that they answer
	 */
	static ScriptedBroker start(Map<String, String> answers) throws IOException {
		ServerSocket end = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		ScriptedBroker broker = new ScriptedBroker(end, answers);
		run(broker::accept);
		return broker;
	}

	private static void run(Runnable task) {
		Thread thread = new Thread(task, "scripted-broker");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.end.getLocalPort();
	}

	private void accept() {
		while (!this.end.isClosed()) {
			try {
				Socket node = this.end.accept();
				run(() -> answer(node));
			}
			catch (IOException ex) {
				// it was closed
			}
		}
	}

	private void answer(Socket node) {
		try (node; InputStream in = node.getInputStream(); Scanner frames = new Scanner(in, StandardCharsets.UTF_8)) {
			frames.useDelimiter("\0");
			while (frames.hasNext()) {
				String command = frames.next().stripLeading().lines().findFirst().orElse("");
				String answer = this.answers.get(command);
				if (answer != null) {
					node.getOutputStream().write((answer + "\0").getBytes(StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			// the node went away
		}
	}

	@Override
	public void close() throws IOException {
		this.end.close();
	}

}
