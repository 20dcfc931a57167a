package dev.realtime.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Between nodes and a broker: it can be pulled out, hold everything back, and be slow.
 */
final class Cable implements AutoCloseable {

	private final LocalPort end;

	private final int brokerPort;

	private final List<Socket> sockets = new ArrayList<>();

	private boolean holds;

	private boolean pulledOut;

	/** Bytes a second, each way; 0 for as many as come. */
	private int rate;

	private Cable(int brokerPort) throws IOException {
		this.brokerPort = brokerPort;
		this.end = LocalPort.open(this::join);
	}

	static Cable to(int brokerPort) throws IOException {
		return new Cable(brokerPort);
	}

	int port() {
		return this.end.number();
	}

	private void join(Socket node) throws IOException {
		try {
			plugIn(node);
			Socket broker = new Socket("127.0.0.1", this.brokerPort);
			plugIn(broker);
			LocalPort.start(() -> carry(node, broker));
			LocalPort.start(() -> carry(broker, node));
		}
		catch (IOException ex) {
			node.close();
			throw ex;
		}
	}

	private synchronized void plugIn(Socket socket) throws IOException {
		if (this.pulledOut) {
			socket.close();
			throw new IOException("pulled out");
		}
		this.sockets.add(socket);
	}

	private void carry(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] bytes = new byte[4096];
			int count = in.read(bytes);
			while (count >= 0) {
				awaitRelease(count);
				out.write(bytes, 0, count);
				count = in.read(bytes);
			}
		}
		catch (IOException ex) {
			// one side ended: so does the other
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void awaitRelease(int bytes) throws InterruptedException {
		long since = System.nanoTime();
		long left = nanos(bytes);
		while (this.holds || left > 0) {
			wait(this.holds ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(left));
			left = since + nanos(bytes) - System.nanoTime();
		}
	}

	private long nanos(int bytes) {
		return (this.rate > 0) ? TimeUnit.SECONDS.toNanos(bytes) / this.rate : 0;
	}

	/** Nothing comes through any more, but nobody is told. */
	synchronized void hold() {
		this.holds = true;
	}

	/** Lets so many bytes through in a second, each way. */
	synchronized void slowDown(int rate) {
		this.rate = rate;
	}

	/** Ends all connections, and lets no others through. */
	synchronized void pullOut() {
		this.pulledOut = true;
		this.sockets.forEach(Cable::close);
		this.sockets.clear();
	}

	synchronized void mend() {
		this.holds = false;
		this.pulledOut = false;
		this.rate = 0;
		notifyAll();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		pullOut();
		this.end.close();
		mend();
	}

}
