package dev.realtime.connection;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import dev.realtime.RealtimeUser;
import dev.realtime.protocol.WireJson;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections without sockets, whose clients remember what they were sent. */
public final class RecordedConnections implements AutoCloseable {

	private final AtomicInteger ids = new AtomicInteger();

	private final Writers writers = new Writers();

	private final Connections connections;

	public RecordedConnections(Map<String, String> properties) {
		ConnectionProperties bound = new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("realtime.connection", ConnectionProperties.class);
		this.connections = new Connections(bound, Duration.ZERO, this.writers, new WireJson(), (event) -> {
		});
	}

	public Connections connections() {
		return this.connections;
	}

	/** A client that is connected and listens to its own queue. */
	public Client connect(String user) {
		Client client = new Client("s" + this.ids.incrementAndGet());
		Connection connection = this.connections.add(client.session());
		assertThat(connection).isNotNull();
		this.connections.open(connection, new RealtimeUser(user), Duration.ZERO);
		connection.add(new OwnQueue("own"));
		client.connection = connection;
		return client;
	}

	@Override
	public void close() {
		this.writers.stop();
	}

	/** What a client was sent, frame by frame. */
	public static final class Client {

		private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

		private final String id;

		private Connection connection;

		private volatile boolean open = true;

		private volatile CloseStatus closed;

		Client(String id) {
			this.id = id;
		}

		public Connection connection() {
			return this.connection;
		}

		public CloseStatus closed() {
			return this.closed;
		}

		/** The next frame. */
		public String next() {
			try {
				String frame = this.frames.poll(10, TimeUnit.SECONDS);
				assertThat(frame).as("a frame").isNotNull();
				return frame;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** The next frame, which must be this event. */
		public String next(String event) {
			String frame = next();
			assertThat(header(frame, "event")).as(frame).isEqualTo(event);
			return frame;
		}

		/** Proves that nothing was sent but what was taken. */
		public void assertNothing() {
			this.connection.send("own", "/user/queue/realtime", "nothing", "{}".getBytes(StandardCharsets.UTF_8));
			next("nothing");
		}

		public static String header(String frame, String name) {
			for (String line : frame.split("\n")) {
				if (line.startsWith(name + ":")) {
					return line.substring(name.length() + 1).replace("\\c", ":");
				}
			}
			return null;
		}

		WebSocketSession session() {
			return new Session();
		}

		private final class Session implements WebSocketSession {

			private final Map<String, Object> attributes = new ConcurrentHashMap<>();

			@Override
			public void sendMessage(WebSocketMessage<?> message) {
				String text = (message instanceof TextMessage one) ? one.getPayload()
						: StandardCharsets.UTF_8.decode(((BinaryMessage) message).getPayload()).toString();
				for (String frame : text.split("\0")) {
					Client.this.frames.add(frame.stripLeading());
				}
			}

			@Override
			public void close(CloseStatus status) {
				Client.this.open = false;
				Client.this.closed = status;
			}

			@Override
			public void close() {
				close(CloseStatus.NORMAL);
			}

			@Override
			public boolean isOpen() {
				return Client.this.open;
			}

			@Override
			public String getId() {
				return Client.this.id;
			}

			@Override
			public Map<String, Object> getAttributes() {
				return this.attributes;
			}

			@Override
			public URI getUri() {
				return URI.create("/realtime");
			}

			@Override
			public HttpHeaders getHandshakeHeaders() {
				return new HttpHeaders();
			}

			@Override
			public Principal getPrincipal() {
				return null;
			}

			@Override
			public InetSocketAddress getLocalAddress() {
				return null;
			}

			@Override
			public InetSocketAddress getRemoteAddress() {
				return null;
			}

			@Override
			public String getAcceptedProtocol() {
				return "v12.stomp";
			}

			@Override
			public void setTextMessageSizeLimit(int limit) {
				// takes messages of any size
			}

			@Override
			public int getTextMessageSizeLimit() {
				return Integer.MAX_VALUE;
			}

			@Override
			public void setBinaryMessageSizeLimit(int limit) {
				// takes messages of any size
			}

			@Override
			public int getBinaryMessageSizeLimit() {
				return Integer.MAX_VALUE;
			}

			@Override
			public List<WebSocketExtension> getExtensions() {
				return List.of();
			}

		}

	}

}
