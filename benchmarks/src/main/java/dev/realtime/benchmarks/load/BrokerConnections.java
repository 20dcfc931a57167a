package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Counts the connections that processes of this machine have to the broker's STOMP port.
 */
final class BrokerConnections {

	private static final String ESTABLISHED = "01";

	private BrokerConnections() {
	}

	static int count() throws IOException {
		String port = String.format(Locale.ROOT, ":%04X", Peer.BROKER_PORT);
		int count = 0;
		for (String table : List.of("tcp", "tcp6")) {
			for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
				String[] fields = line.trim().split("\\s+");
				count += (fields[2].endsWith(port) && fields[3].equals(ESTABLISHED)) ? 1 : 0;
			}
		}
		return count;
	}

}
