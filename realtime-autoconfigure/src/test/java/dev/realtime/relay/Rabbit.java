package dev.realtime.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The RabbitMQ that this build was given. */
final class Rabbit {

	private static String pid;

	private Rabbit() {
	}

	static int port() {
		String address = System.getProperty("realtime.rabbitmq");
		return Integer.parseInt(address.substring(address.indexOf(':') + 1));
	}

	/** Controls it, as {@code rabbitmqctl} does. */
	static String control(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("realtime.rabbitmqctl"), "--quiet"));
		command.addAll(List.of(arguments));
		return run(command);
	}

	private static String run(List<String> command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as("%s said %s", command, said).isZero();
		return said;
	}

	/** Sends a signal to the broker's process. */
	static void signal(String name) throws IOException, InterruptedException {
		if (pid == null) {
			pid = control("eval", "list_to_integer(os:getpid()).").strip();
		}
		run(List.of("kill", "-" + name, pid));
	}

}
