package dev.realtime.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A free port of this machine, and who is served there, each on a thread. */
final class LocalPort implements AutoCloseable {

	private final ServerSocket end;

	private final Service service;

	private LocalPort(ServerSocket end, Service service) {
		this.end = end;
		this.service = service;
	}

	static LocalPort open(Service service) throws IOException {
		LocalPort port = new LocalPort(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), service);
		start(port::accept);
		return port;
	}

	/** Starts a thread that keeps nobody from ending. */
	static void start(Runnable task) {
		Thread thread = new Thread(task, "local-port");
		thread.setDaemon(true);
		thread.start();
	}

	int number() {
		return this.end.getLocalPort();
	}

	private void accept() {
		while (!this.end.isClosed()) {
			try {
				Socket socket = this.end.accept();
				start(() -> serve(socket));
			}
			catch (IOException ex) {
				// it was closed
			}
		}
	}

	private void serve(Socket socket) {
		try {
			this.service.serve(socket);
		}
		catch (IOException ex) {
			// one side ended: the other finds out
		}
	}

	@Override
	public void close() throws IOException {
		this.end.close();
	}

	/** What is done with who connects. */
	@FunctionalInterface
	interface Service {

		void serve(Socket socket) throws IOException;

	}

}
