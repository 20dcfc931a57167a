package dev.realtime.connection;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import dev.realtime.RealtimeUser;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.WireJson;

import static org.awaitility.Awaitility.await;

/**
 * The endpoint with gate and limits but without a socket, so that thousands of sessions
 * take a second. Every room lets everybody in; a token is its user's name, and ends after
 * so many seconds as follow an {@code @}.
 */
final class InMemoryEndpoint implements AutoCloseable {

	private final AtomicInteger ids = new AtomicInteger();

	private final Writers writers = new Writers();

	private final Queue<ClientFrame> passed = new ConcurrentLinkedQueue<>();

	private final Connections connections;

	private final RealtimeEndpoint endpoint;

	InMemoryEndpoint(Map<String, String> properties) {
		ConnectionProperties bound = new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("realtime.connection", ConnectionProperties.class);
		this.connections = new Connections(bound, Duration.ZERO, this.writers, new WireJson(), (event) -> {
		});
		ConnectAuthenticator authenticator = InMemoryEndpoint::user;
		ApplicationBroker application = new ApplicationBroker(new StaticListableBeanFactory(), this.connections,
				(event) -> {
				});
		InboundChannel inbound = new InboundChannel(new Gate(this.connections, authenticator, application));
		inbound.handle(new OwnQueueHandler());
		inbound.handle(new RefreshHandler(authenticator, new WireJson()));
		inbound.handle((message) -> this.passed.add((ClientFrame) message.getPayload()));
		inbound.handle((message) -> {
			if (message.getPayload() instanceof ClientFrame frame && frame.isSubscribe()
					&& Destinations.room(frame.destination()) != null) {
				frame.connection().add(new Stay(frame.subscription(), Destinations.room(frame.destination())));
				frame.connection().confirm(frame.receipt());
			}
		});
		this.endpoint = new RealtimeEndpoint(this.connections, inbound.channel());
	}

	private static RealtimeUser user(String token) {
		String[] parts = token.split("@");
		return (parts.length == 1) ? new RealtimeUser(token)
				: new RealtimeUser(parts[0], Map.of("exp", Instant.now().getEpochSecond() + Long.parseLong(parts[1])));
	}

	/** What came through the gate. */
	Queue<ClientFrame> passed() {
		return this.passed;
	}

	Connections connections() {
		return this.connections;
	}

	/** Tells everybody who is in the room. */
	void publish(String room, String event) {
		for (Connection connection : this.connections.all()) {
			for (Subscription subscription : connection.subscriptions()) {
				if (subscription instanceof Stay stay && stay.room().equals(room)) {
					connection.send(stay.id(), Destinations.ROOMS + room, event, "{}".getBytes(StandardCharsets.UTF_8));
				}
			}
		}
	}

	Client open() {
		return new Client("s" + this.ids.incrementAndGet());
	}

	Client connect(String user) {
		Client client = open();
		client.send("CONNECT\naccept-version:1.2\ntoken:" + user + "\n\n\0");
		return client;
	}

	@Override
	public void close() {
		this.writers.stop();
	}

	record Stay(String id, String room) implements Subscription {

		@Override
		public void end() {
			// the connection's table is all there is
		}

		@Override
		public boolean isRoom() {
			return true;
		}

	}

	/** One client and what it was sent. */
	final class Client {

		private final List<String> frames = new ArrayList<>();

		private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

		private final WebSocketSession session;

		private final Connection connection;

		Client(String id) {
			Map<String, Object> attributes = new ConcurrentHashMap<>();
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
			this.session = (WebSocketSession) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { WebSocketSession.class }, (proxy, method, arguments) -> {
						switch (method.getName()) {
							case "getId":
								return id;
							case "getAttributes":
								return attributes;
							case "getRemoteAddress":
								return address;
							case "isOpen":
								return !this.closed.isDone();
							case "sendMessage":
								sent(arguments[0]);
								return null;
							case "close":
								this.closed.complete((CloseStatus) arguments[0]);
								return null;
							case "hashCode":
								return id.hashCode();
							default:
								throw new UnsupportedOperationException(method.getName());
						}
					});
			InMemoryEndpoint.this.endpoint.afterConnectionEstablished(this.session);
			this.connection = (Connection) attributes.get(Connection.ATTRIBUTE);
		}

		private void sent(Object message) {
			assertOpen();
			if (message instanceof TextMessage text) {
				synchronized (this.frames) {
					this.frames.add(text.getPayload());
				}
			}
		}

		private void assertOpen() {
			if (this.closed.isDone()) {
				throw new IllegalStateException("Sent after the close frame");
			}
		}

		Connection connection() {
			return this.connection;
		}

		void send(String text) {
			InMemoryEndpoint.this.endpoint.handleMessage(this.session, new TextMessage(text));
		}

		/**
		 * What containers pass on of control frames; on Tomcat's socket pings count too.
		 */
		void sendPong() {
			InMemoryEndpoint.this.endpoint.handleMessage(this.session, new PongMessage());
		}

		void sendBinary(byte[] bytes) {
			InMemoryEndpoint.this.endpoint.handleMessage(this.session, new BinaryMessage(ByteBuffer.wrap(bytes)));
		}

		boolean isClosed() {
			return this.connection == null || this.connection.isClosed();
		}

		int closeCode() throws Exception {
			try {
				return this.closed.get(1, TimeUnit.SECONDS).getCode();
			}
			catch (TimeoutException ex) {
				// nearly always there already, and looking for it again and again takes
				// long
				await().until(this.closed::isDone);
				return this.closed.join().getCode();
			}
		}

		List<String> frames() {
			synchronized (this.frames) {
				return List.copyOf(this.frames);
			}
		}

	}

}
