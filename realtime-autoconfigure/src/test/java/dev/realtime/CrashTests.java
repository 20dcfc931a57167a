package dev.realtime;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.realtime.StompSocket.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was committed but not sent when the process was killed is sent after the restart.
 * Once by default; {@code -Drealtime.crash.runs=20} for more.
 */
class CrashTests {

	private static final int RUNS = Integer.getInteger("realtime.crash.runs", 1);

	@TempDir
	Path directory;

	@Test
	void tellsAfterARestartWhatAKilledProcessCommitted() throws Exception {
		// most of a run is two applications that start, each on one processor
		ExecutorService processors = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
		try {
			List<Future<?>> runs = new ArrayList<>();
			for (int run = 0; run < RUNS; run++) {
				String database = this.directory.resolve("run" + run).toString();
				runs.add(processors.submit(() -> crash(database)));
			}
			assertThat(runs).isNotEmpty();
			for (Future<?> run : runs) {
				run.get();
			}
		}
		finally {
			processors.shutdownNow();
		}
	}

	private static @Nullable Void crash(String database) throws Exception {
		Process killed = start("crash", database);
		try {
			line(killed, "COMMITTED");
		}
		finally {
			kill(killed);
		}
		Process restarted = start("restart", database);
		try {
			verify(line(restarted, "READY "));
		}
		finally {
			kill(restarted);
		}
		return null;
	}

	private static void verify(String ready) {
		String[] words = ready.split(" ");
		int port = Integer.parseInt(words[1]);
		String position = words[2];
		assertThat(words[4]).as("committed messages").isEqualTo("2");
		assertThat(position).endsWith(":1");
		assertThat(words[3]).as("publications still to be told").isEqualTo("0");
		String token = SignedToken.connection("ann", Instant.now().plusSeconds(60));
		try (StompSocket ann = StompSocket.connect(port, token)) {
			String before = position.substring(0, position.indexOf(':')) + ":0";
			Frame joined = ann.join("1", CrashApplication.ROOM, "position", before);
			assertThat(joined.json().get("recovered").asBoolean()).isTrue();
			Frame created = ann.nextEvent("realtime:resource");
			assertThat(created.text("action")).isEqualTo("created");
			assertThat(created.text("path")).isEqualTo("/channels/1/messages/3");
			assertThat(created.json().get("resource").toString()).isEqualTo("{\"id\":3,\"text\":\"committed\"}");
			assertThat(ann.settle()).isEmpty();
		}
	}

	private static Process start(String mode, String database) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("modulith.class.path"),
				CrashApplication.class.getName(), mode, database));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private static String line(Process process, String start) throws IOException {
		StringBuilder output = new StringBuilder();
		BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		String line = lines.readLine();
		while (line != null && !line.startsWith(start)) {
			output.append(line).append('\n');
			line = lines.readLine();
		}
		assertThat(line).as("a line that starts with %s, after:%n%s", start, output).isNotNull();
		return line;
	}

	/** As {@code kill -9} does. */
	private static void kill(Process process) throws InterruptedException {
		process.destroyForcibly();
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
	}

}
