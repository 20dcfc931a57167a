package dev.realtime.relay;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpClient;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.messaging.simp.stomp.ReactorNettyTcpStompClient;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompReactorNettyCodec;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.tcp.reactor.ReactorNettyTcpClient;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

/**
 * One connection to the broker, from the attempt to its end. It is used once.
 * <p>
 * Sending blocks until the broker's socket takes it, or the link ends.
 */
final class BrokerLink extends StompSessionHandlerAdapter {

	/** Some brokers send their stack. */
	private static final int MAX_WHY = 300;

	private final RealtimeRelayConnectionDetails details;

	private final Duration heartbeat;

	private final Listener listener;

	private volatile @Nullable Connection connection;

	private volatile @Nullable StompSession session;

	private volatile boolean ended;

	BrokerLink(RealtimeRelayConnectionDetails details, Duration heartbeat, Listener listener) {
		this.details = details;
		this.heartbeat = heartbeat;
		this.listener = listener;
	}

	/** Hears of a link; called by threads that must not block for long. */
	interface Listener {

		/**
		 * The broker let us in.
		 * @param link the link
		 * @param server what the broker calls itself
		 */
		void connected(BrokerLink link, String server);

		/**
		 * The link ended; told at least once.
		 * @param link the link
		 * @param why for people, without credentials
		 */
		void ended(BrokerLink link, String why);

		/**
		 * Nothing can be sent; the broker may have said why just before.
		 * @param link the link
		 * @param why for people, without credentials
		 */
		void failed(BrokerLink link, String why);

	}

	/** Takes the messages of a subscription; called by a thread that may block. */
	@FunctionalInterface
	interface Receiver {

		/**
		 * A message came.
		 * @param headers its headers
		 * @param body its body
		 */
		void received(StompHeaders headers, byte[] body);

	}

	void connect(Address address, LoopResources loops, ScheduledExecutorService timer) {
		TcpClient client = TcpClient.create(ConnectionProvider.newConnection())
			.runOn(loops)
			.host(address.host())
			.port(address.port())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000)
			.option(ChannelOption.TCP_NODELAY, true)
			.doOnConnected(this::opened);
		SslBundle bundle = this.details.sslBundle();
		if (bundle != null) {
			client = client.secure((spec) -> secure(spec, bundle));
		}
		ReactorNettyTcpStompClient stomp = new ReactorNettyTcpStompClient(
				new ReactorNettyTcpClient<>(client, new StompReactorNettyCodec()));
		stomp.setTaskScheduler(new ConcurrentTaskScheduler(timer));
		StompHeaders headers = new StompHeaders();
		headers.setHost(this.details.virtualHost());
		headers.setLogin(this.details.username());
		headers.setPasscode(this.details.password());
		headers.setHeartbeat(new long[] { this.heartbeat.toMillis(), this.heartbeat.toMillis() });
		stomp.connectAsync(headers, this);
	}

	private static void secure(SslProvider.SslContextSpec spec, SslBundle bundle) {
		try {
			var context = io.netty.handler.ssl.SslContextBuilder.forClient()
				.keyManager(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory());
			if (bundle.getOptions().getEnabledProtocols() != null) {
				context.protocols(bundle.getOptions().getEnabledProtocols());
			}
			spec.sslContext(context.endpointIdentificationAlgorithm("HTTPS").build());
		}
		catch (javax.net.ssl.SSLException ex) {
			throw new IllegalStateException("The SSL bundle of realtime.relay.ssl-bundle cannot be used", ex);
		}
	}

	private void opened(Connection connection) {
		this.connection = connection;
		if (this.ended) {
			connection.dispose();
		}
	}

	void close() {
		this.ended = true;
		Connection connection = this.connection;
		if (connection != null) {
			connection.dispose();
		}
	}

	/** Says goodbye to the broker. */
	void disconnect() {
		StompSession session = this.session;
		if (session != null && session.isConnected()) {
			session.disconnect();
		}
		close();
	}

	void subscribe(StompHeaders headers, Receiver receiver) {
		session().subscribe(headers, new StompFrameHandler() {
			@Override
			public Type getPayloadType(StompHeaders headers) {
				return byte[].class;
			}

			@Override
			public void handleFrame(StompHeaders headers, @Nullable Object payload) {
				receiver.received(headers, (payload instanceof byte[] body) ? body : new byte[0]);
			}
		});
	}

	void send(StompHeaders headers, byte[] body) {
		session().send(headers, body);
	}

	void acknowledge(String id) {
		session().acknowledge(id, true);
	}

	/** Sending failed. */
	void failed(RuntimeException ex) {
		Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
		this.listener.failed(this, "Sending failed: " + cause.getMessage());
	}

	private StompSession session() {
		StompSession session = this.session;
		if (session == null) {
			throw new IllegalStateException("Not connected");
		}
		return session;
	}

	@Override
	public void afterConnected(StompSession session, StompHeaders headers) {
		this.session = session;
		String server = headers.getFirst("server");
		this.listener.connected(this, (server != null) ? server : "unknown");
	}

	@Override
	public Type getPayloadType(StompHeaders headers) {
		return byte[].class;
	}

	/** The broker sent ERROR. */
	@Override
	public void handleFrame(StompHeaders headers, @Nullable Object payload) {
		String details = (payload instanceof byte[] body) ? ", " + new String(body, StandardCharsets.UTF_8) : "";
		String why = "The broker answered: " + headers.getFirst("message") + details.lines().findFirst().orElse("");
		this.listener.ended(this, why.substring(0, Math.min(MAX_WHY, why.length())).strip());
	}

	@Override
	public void handleException(StompSession session, @Nullable StompCommand command, StompHeaders headers,
			byte[] payload, Throwable ex) {
		this.listener.ended(this, "A " + command + " frame could not be handled: " + ex);
	}

	@Override
	public void handleTransportError(StompSession session, Throwable ex) {
		this.listener.ended(this, String.valueOf(ex.getMessage()));
	}

}
