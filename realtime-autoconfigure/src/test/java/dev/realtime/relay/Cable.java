package dev.realtime.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Between nodes and a broker: it can be pulled out, hold everything back, and be slow.
 */
final class Cable implements AutoCloseable {

	private final ServerSocket end;

	private final int brokerPort;

	private final List<Socket> sockets = new ArrayList<>();

	private boolean holds;

	private boolean pulledOut;

	/** Bytes a second, each way; 0 for as many as come. */
	private int rate;

	private Cable(ServerSocket end, int brokerPort) {
		this.end = end;
		this.brokerPort = brokerPort;
	}

	static Cable to(int brokerPort) throws IOException {
		Cable cable = new Cable(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), brokerPort);
		run(cable::accept);
		return cable;
	}

	private static void run(Runnable task) {
		Thread thread = new Thread(task, "cable");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.end.getLocalPort();
	}

	private void accept() {
		while (!this.end.isClosed()) {
			try {
				join(this.end.accept());
			}
			catch (IOException ex) {
				// the end was closed, or the broker is away: the node finds out
			}
		}
	}

	private void join(Socket node) throws IOException {
		synchronized (this) {
			this.sockets.add(node);
			if (this.pulledOut) {
				node.close();
				return;
			}
		}
		try {
			Socket broker = new Socket("127.0.0.1", this.brokerPort);
			synchronized (this) {
				this.sockets.add(broker);
			}
			run(() -> carry(node, broker));
			run(() -> carry(broker, node));
		}
		catch (IOException ex) {
			node.close();
			throw ex;
		}
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
