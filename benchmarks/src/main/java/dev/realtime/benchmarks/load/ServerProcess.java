package dev.realtime.benchmarks.load;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server under load, on its own core. */
final class ServerProcess implements AutoCloseable {

	private static final int CLOCK_TICKS = 100;

	private final Peer peer;

	private final int port;

	private final Process process;

	private ServerProcess(Peer peer, int port, Process process) throws InterruptedException {
		this.peer = peer;
		this.port = port;
		this.process = process;
		awaitStart();
	}

	static ServerProcess start(Peer peer, int port, List<String> options, List<String> settings, Path log)
			throws IOException, InterruptedException {
		return start(pinned("0"), peer, port, options, settings, log);
	}

	/** Starts one of several nodes, on whatever core is free. */
	static ServerProcess startNode(Peer peer, int port, List<String> options, Path log)
			throws IOException, InterruptedException {
		return start(List.of(), peer, port, options, List.of(), log);
	}

	private static ServerProcess start(List<String> prefix, Peer peer, int port, List<String> options,
			List<String> settings, Path log) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(prefix);
		command.addAll(peer.command(port, options));
		if (peer.isOurs()) {
			command.addAll(settings);
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.directory(new File("."))
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		return new ServerProcess(peer, port, process);
	}

	/** The command that pins to a core, where the machine has it. */
	static List<String> pinned(String core) {
		List<String> command = new ArrayList<>();
		if (succeeds("nice", "-n", "-15", "true")) {
			command.addAll(List.of("nice", "-n", "-15"));
		}
		if (succeeds("taskset", "-c", core, "true")) {
			command.addAll(List.of("taskset", "-c", core));
		}
		return command;
	}

	private static boolean succeeds(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return process.waitFor() == 0 && said.isEmpty();
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitStart() throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (true) {
			try {
				// fails as long as a relay to a broker is not up: it would refuse clients
				get("/probe?rooms=1");
				return;
			}
			catch (IOException ex) {
				if (!this.process.isAlive() || System.nanoTime() > end) {
					this.process.destroyForcibly();
					throw new IllegalStateException(this.peer + " does not start, see its log", ex);
				}
				TimeUnit.MILLISECONDS.sleep(200);
			}
		}
	}

	Peer peer() {
		return this.peer;
	}

	int port() {
		return this.port;
	}

	private int controlPort() {
		return this.peer.controlPort(this.port);
	}

	void get(String path) throws IOException {
		try (InputStream in = URI.create("http://127.0.0.1:" + controlPort() + path).toURL().openStream()) {
			in.readAllBytes();
		}
	}

	double cpuSeconds() throws IOException {
		String stat = Files.readString(Path.of("/proc/" + this.process.pid() + "/stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) CLOCK_TICKS;
	}

	/**
	 * Live heap of a Java server.
	 * @return bytes
	 */
	long liveHeap() throws IOException, InterruptedException {
		jcmd("GC.run");
		jcmd("GC.run");
		String histogram = jcmd("GC.class_histogram");
		String[] total = histogram.substring(histogram.lastIndexOf("Total")).trim().split("\\s+");
		return Long.parseLong(total[2]);
	}

	String jcmd(String... command) throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of("jcmd", String.valueOf(this.process.pid())));
		all.addAll(List.of(command));
		Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
		String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		jcmd.waitFor();
		return said;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
