package dev.realtime.relay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

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

	/** Tests that have it to themselves: those of other forks wait. */
	static final class Alone implements BeforeAllCallback, AfterAllCallback {

		private static final Namespace NAMESPACE = Namespace.create(Alone.class);

		@Override
		public void beforeAll(ExtensionContext context) throws IOException {
			FileChannel file = FileChannel.open(Path.of("target", "rabbitmq.lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			file.lock();
			context.getStore(NAMESPACE).put(FileChannel.class, file);
		}

		@Override
		public void afterAll(ExtensionContext context) throws IOException {
			FileChannel file = context.getStore(NAMESPACE).remove(FileChannel.class, FileChannel.class);
			if (file != null) {
				file.close();
			}
		}

	}

}
