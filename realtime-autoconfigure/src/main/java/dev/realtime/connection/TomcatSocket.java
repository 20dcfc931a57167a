package dev.realtime.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.http.WebConnection;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * A WebSocket right on Tomcat's socket. Tomcat polls and reads; what is written goes to
 * the socket as it is, by one writer at a time, answers to pings and close frames
 * included, so that there is nobody to interleave with.
 * <p>
 * A plain socket never blocks. Over TLS, and on connectors other than NIO, Tomcat writes
 * and the writer waits.
 * <p>
 * Public because Tomcat creates it; not for applications.
 * <p>
 * Not API.
 */
public final class TomcatSocket implements InternalHttpUpgradeHandler, DirectTransport.Socket, DirectSockets.Waiting {

	private static final ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocate(8 * 1024));

	private final AtomicBoolean gone = new AtomicBoolean();

	private @Nullable DirectSession session;

	private @Nullable WebSocketReader reader;

	private boolean compressed;

	private @Nullable SocketWrapperBase<?> wrapper;

	/** The channel itself: Tomcat uses what is around it again for other sockets. */
	private @Nullable SocketChannel channel;

	/** Where the sockets are that somebody has to look after. */
	private @Nullable DirectSockets waiting;

	/** Our close frame is on its way, or there. */
	private volatile boolean closing;

	/** Since when the client has to do something, by {@link System#nanoTime()}. */
	private volatile long waitingSince;

	/**
	 * Made by Tomcat at the handshake.
	 */
	public TomcatSocket() {
	}

	/** Called before {@link #init}, which Tomcat calls when the handshake is through. */
	void prepare(DirectSession session, WebSocketReader reader, DirectSockets waiting, boolean compressed) {
		this.session = session;
		this.reader = reader;
		this.compressed = compressed;
		this.waiting = waiting;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
		this.wrapper = wrapper;
	}

	@Override
	public void init(WebConnection connection) {
		DirectSession session = session();
		SocketWrapperBase<?> wrapper = wrapper();
		if (wrapper.getSocket() instanceof NioChannel channel && !(channel instanceof SecureNioChannel)) {
			this.channel = channel.getIOChannel();
		}
		else {
			wrapper.setWriteTimeout(sockets().sendTimeout().toMillis());
		}
		session.open(new DirectTransport(this, this.compressed));
	}

	private DirectSession session() {
		return present(this.session);
	}

	private DirectSockets sockets() {
		return present(this.waiting);
	}

	private SocketWrapperBase<?> wrapper() {
		return present(this.wrapper);
	}

	private static <T> T present(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("The handshake is not through");
		}
		return value;
	}

	// reading

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
		boolean goesOn = switch (status) {
			case OPEN_READ -> read();
			case OPEN_WRITE -> {
				session().writable();
				yield true;
			}
			case STOP -> ended(CloseStatus.GOING_AWAY);
			default -> ended(CloseStatus.NO_CLOSE_FRAME);
		};
		return (goesOn && !wrapper().isClosed()) ? SocketState.UPGRADED : SocketState.CLOSED;
	}

	private boolean read() {
		ByteBuffer buffer = buffers.get();
		WebSocketReader reader = present(this.reader);
		try {
			while (true) {
				reader.restore(buffer.clear());
				boolean more = wrapper().read(false, buffer) > 0;
				boolean goesOn = !more || reader.read(buffer.flip());
				if (!goesOn) {
					// a close frame: either the answer to ours, or answered by the writer
					return !this.closing;
				}
				reader.keep(more ? buffer : buffer.flip());
				if (!more) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			return ended(CloseStatus.NO_CLOSE_FRAME);
		}
	}

	private boolean ended(CloseStatus status) {
		session().ended(status);
		done();
		return false;
	}

	// writing

	@Override
	public boolean write(ByteBuffer buffer) throws IOException {
		SocketChannel channel = this.channel;
		if (channel == null) {
			wrapper().write(true, buffer);
			wrapper().flush(true);
			return true;
		}
		channel.write(buffer);
		if (buffer.hasRemaining()) {
			return false;
		}
		if (this.waitingSince != 0) {
			done();
			if (this.closing) {
				closing(true);
			}
		}
		return true;
	}

	@Override
	public boolean isBlocking() {
		return this.channel == null;
	}

	@Override
	public void awaitWritable() {
		await();
		wrapper().registerWriteInterest();
	}

	private void await() {
		if (this.waitingSince == 0) {
			this.waitingSince = System.nanoTime() | 1;
			sockets().add(this);
		}
	}

	private void done() {
		this.waitingSince = 0;
		sockets().remove(this);
	}

	@Override
	public void closing(boolean written) {
		this.closing = true;
		session().closing();
		if (written && session().isOver()) {
			// the client had sent its close frame before: that was the answer
			abort();
		}
		else {
			await();
		}
	}

	@Override
	public boolean isOverdue(long now) {
		long since = this.waitingSince;
		return since != 0 && now - since > sockets().sendTimeout().toNanos();
	}

	@Override
	public void overdue() {
		session().stalled();
		abort();
	}

	@Override
	public void abort() {
		if (this.gone.compareAndSet(false, true)) {
			done();
			wrapper().close();
			session().ended(CloseStatus.NO_CLOSE_FRAME);
		}
	}

	@Override
	public void destroy() {
		abort();
	}

	// nothing to do

	@Override
	public void timeoutAsync(long now) {
		// deadlines are looked after by the clock
	}

	@Override
	public void setSslSupport(SSLSupport sslSupport) {
		// nothing here depends on the certificate
	}

	@Override
	public void pause() {
		// the drain says good-bye
	}

}
