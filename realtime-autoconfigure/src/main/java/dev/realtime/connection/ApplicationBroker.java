package dev.realtime.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.user.DefaultUserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.PathMatcher;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.messaging.SessionConnectedEvent;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;
import org.springframework.web.socket.messaging.SessionSubscribeEvent;
import org.springframework.web.socket.messaging.SessionUnsubscribeEvent;

import dev.realtime.RealtimeUser;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Frame;

/**
 * The application's own STOMP set-up, where it has one: its broker and message mappings
 * are reached through our endpoint too, at the destinations its configuration claims. It
 * sees a session of ours as one of its own, from the first frame for it on; nothing of
 * ours is ever handed to it.
 */
class ApplicationBroker implements MessageHandler, SmartInitializingSingleton,
		ApplicationListener<PayloadApplicationEvent<ConnectionClosed>> {

	private static final byte[] NO_BODY = {};

	/** What the broker says itself, whatever clients sent. */
	private static final Set<String> SERVER_HEADERS = Set.of("subscription", "message-id", "content-length");

	private final ListableBeanFactory beans;

	private final Connections connections;

	private final ApplicationEventPublisher events;

	private final StompEncoder encoder = new StompEncoder();

	private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();

	/** Where clients may send: the prefixes of message mappings. */
	private final List<String> mapped = new ArrayList<>();

	/** Where clients may listen beyond that: the prefixes of brokers and user queues. */
	private final List<String> brokered = new ArrayList<>();

	/** Mappings without a prefix: each of their patterns stands for itself. */
	private final List<SimpAnnotationMethodMessageHandler> unprefixed = new ArrayList<>();

	private @Nullable MessageChannel inbound;

	private @Nullable Handled handled;

	ApplicationBroker(ListableBeanFactory beans, Connections connections, ApplicationEventPublisher events) {
		this.beans = beans;
		this.connections = connections;
		this.events = events;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.inbound = channel("clientInboundChannel");
		if (channel("clientOutboundChannel") instanceof SubscribableChannel outbound && this.inbound != null) {
			outbound.subscribe(this::toClient);
			this.handled = Handled.by(this.inbound);
			all(AbstractBrokerMessageHandler.class)
				.forEach((broker) -> this.brokered.addAll(broker.getDestinationPrefixes()));
			all(UserDestinationMessageHandler.class).forEach((users) -> this.brokered.addAll(prefix(users)));
			all(SimpAnnotationMethodMessageHandler.class).forEach(this::addMappings);
		}
	}

	private <T> Collection<T> all(Class<T> type) {
		return this.beans.getBeansOfType(type, false, false).values();
	}

	private void addMappings(SimpAnnotationMethodMessageHandler mappings) {
		Collection<String> prefixes = mappings.getDestinationPrefixes();
		if (prefixes.isEmpty()) {
			this.unprefixed.add(mappings);
		}
		else {
			this.mapped.addAll(prefixes);
		}
	}

	private @Nullable MessageChannel channel(String name) {
		BeanFactory factory = this.beans;
		return factory.containsBean(name) ? factory.getBean(name, MessageChannel.class) : null;
	}

	private static List<String> prefix(UserDestinationMessageHandler users) {
		return (users.getUserDestinationResolver() instanceof DefaultUserDestinationResolver resolver)
				? List.of(resolver.getDestinationPrefix()) : List.of();
	}

	/**
	 * Where the application's own configuration answers.
	 * @return destinations and prefixes of them, each without a slash at its end
	 */
	Set<String> claims() {
		Set<String> claims = new LinkedHashSet<>();
		this.mapped.forEach((prefix) -> claims.add(StringUtils.trimTrailingCharacter(prefix, '/')));
		this.brokered.forEach((prefix) -> claims.add(StringUtils.trimTrailingCharacter(prefix, '/')));
		this.unprefixed.forEach((mappings) -> mappings.getHandlerMethods()
			.keySet()
			.forEach((mapping) -> claims.addAll(mapping.getDestinationConditions().getPatterns())));
		return claims;
	}

	/** Whether somebody of the application's may answer a SUBSCRIBE there. */
	boolean receives(String destination) {
		return accepts(destination)
				|| (this.inbound != null && this.brokered.stream().anyMatch(destination::startsWith));
	}

	/**
	 * Whether a message mapping of the application's may take a SEND there. Its broker
	 * may not: what a client sent there would look as if the application had sent it.
	 */
	boolean accepts(String destination) {
		return this.inbound != null
				&& (this.mapped.stream().anyMatch(destination::startsWith) || isMappedAlone(destination));
	}

	private boolean isMappedAlone(String destination) {
		for (SimpAnnotationMethodMessageHandler mappings : this.unprefixed) {
			PathMatcher matcher = mappings.getPathMatcher();
			for (SimpMessageMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
				for (String pattern : mapping.getDestinationConditions().getPatterns()) {
					if (matcher.match(pattern, destination)) {
						return true;
					}
				}
			}
		}
		return false;
	}

	/** Takes what the gate let pass to destinations that are not ours. */
	@Override
	public void handleMessage(Message<?> message) {
		if (message.getPayload() instanceof ClientFrame frame && !Destinations.isOwned(frame.destination())) {
			if (!enter(frame.connection())) {
				return;
			}
			if (frame.isSubscribe()) {
				ApplicationSubscription subscription = new ApplicationSubscription(frame);
				if (frame.connection().add(subscription)) {
					subscribe(frame);
				}
			}
			else {
				forward(message(frame, frame.command(), frame.body()));
			}
		}
	}

	private void subscribe(ClientFrame frame) {
		Connection connection = frame.connection();
		Message<byte[]> subscribe = message(frame, frame.command(), frame.body());
		this.events.publishEvent(new SessionSubscribeEvent(this, subscribe, connection.user()));
		Handled handled = this.handled;
		if (handled != null) {
			StompHeaderAccessor accessor = StompHeaderAccessor.wrap(subscribe);
			handled.then(accessor, () -> connection.confirm(frame.receipt()));
			forward(MessageBuilder.createMessage(subscribe.getPayload(), accessor.getMessageHeaders()));
		}
		else {
			forward(subscribe);
			connection.confirm(frame.receipt());
		}
	}

	/**
	 * Makes the connection a session of the application's, the first time. Called by one
	 * thread at a time for each connection.
	 * @return whether it is one; {@code false} if the connection closed meanwhile
	 */
	private boolean enter(Connection connection) {
		if (!this.sessions.containsKey(connection.id())) {
			Map<String, Object> attributes = new ConcurrentHashMap<>();
			this.sessions.put(connection.id(), attributes);
			connect(connection, attributes);
		}
		if (connection.isClosed()) {
			// its end was told before there was anything to end, or is being told now
			leave(connection.id(), connection.user(), CloseStatus.NO_CLOSE_FRAME.getCode());
			return false;
		}
		return true;
	}

	private void connect(Connection connection, Map<String, Object> attributes) {
		StompHeaderAccessor connect = accessor(connection, StompCommand.CONNECT, attributes);
		connect.setHeartbeat(0, 0);
		forward(MessageBuilder.createMessage(NO_BODY, connect.getMessageHeaders()));
		StompHeaderAccessor connected = accessor(connection, StompCommand.CONNECTED, attributes);
		this.events.publishEvent(new SessionConnectedEvent(this,
				MessageBuilder.createMessage(NO_BODY, connected.getMessageHeaders()), connection.user()));
	}

	private Message<byte[]> message(ClientFrame frame, StompCommand command, byte[] body) {
		Map<String, Object> attributes = this.sessions.getOrDefault(frame.connection().id(), new HashMap<>());
		StompHeaderAccessor accessor = accessor(frame.connection(), command, attributes);
		frame.headers().forEach((name, value) -> {
			if (!name.equals(StompHeaders.RECEIPT)) {
				accessor.setNativeHeader(name, value);
			}
		});
		accessor.setDestination(frame.destination());
		if (frame.isSubscribe()) {
			accessor.setSubscriptionId(frame.subscription());
		}
		return MessageBuilder.createMessage(body, accessor.getMessageHeaders());
	}

	private static StompHeaderAccessor accessor(Connection connection, StompCommand command,
			Map<String, Object> attributes) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(command);
		accessor.setSessionId(connection.id());
		accessor.setSessionAttributes(attributes);
		accessor.setUser(connection.user());
		accessor.setLeaveMutable(true);
		return accessor;
	}

	private void forward(Message<byte[]> message) {
		MessageChannel inbound = this.inbound;
		if (inbound != null) {
			inbound.send(message);
		}
	}

	/** Passes on what the application's broker has for a session of ours. */
	private void toClient(Message<?> message) {
		String sessionId = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		Connection connection = (sessionId != null) ? this.connections.get(sessionId) : null;
		if (connection == null || !this.sessions.containsKey(connection.id())
				|| SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) != SimpMessageType.MESSAGE) {
			return;
		}
		StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
		accessor.updateStompCommandAsServerMessage();
		// the broker may name a subscription that has ended meanwhile, or is ours
		String id = accessor.getSubscriptionId();
		if (id != null && connection.subscription(id) instanceof ApplicationSubscription subscription) {
			// brokers pass on what any client of theirs sent, secrets and forgeries too
			Gate.REFUSED_HEADERS.forEach((name) -> removeForeign(accessor, name));
			accessor.setDestination(subscription.frame.destination());
			byte[] encoded = this.encoder.encode(accessor.getMessageHeaders(), (byte[]) message.getPayload());
			connection.send(Frame.ofEncoded(encoded));
		}
	}

	private static void removeForeign(StompHeaderAccessor accessor, String refused) {
		if (!SERVER_HEADERS.contains(refused)) {
			for (String name : Set.copyOf(accessor.toNativeHeaderMap().keySet())) {
				if (name.equalsIgnoreCase(refused)) {
					accessor.removeNativeHeader(name);
				}
			}
		}
	}

	/** A connection of ours ended. */
	@Override
	public void onApplicationEvent(PayloadApplicationEvent<ConnectionClosed> event) {
		ConnectionClosed closed = event.getPayload();
		leave(closed.sessionId(), closed.user(), closed.code());
	}

	private void leave(String sessionId, RealtimeUser user, int code) {
		Map<String, Object> attributes = this.sessions.remove(sessionId);
		if (attributes != null) {
			StompHeaderAccessor accessor = StompHeaderAccessor.create(StompCommand.DISCONNECT);
			accessor.setSessionId(sessionId);
			accessor.setSessionAttributes(attributes);
			accessor.setUser(user);
			Message<byte[]> disconnect = MessageBuilder.createMessage(NO_BODY, accessor.getMessageHeaders());
			this.events.publishEvent(new SessionDisconnectEvent(this, disconnect, sessionId,
					new CloseStatus(Math.max(1000, code)), user));
			forward(disconnect);
		}
	}

	/** A subscription the application's broker answers. */
	private final class ApplicationSubscription implements Subscription {

		private final ClientFrame frame;

		ApplicationSubscription(ClientFrame frame) {
			this.frame = frame;
		}

		@Override
		public String id() {
			return this.frame.subscription();
		}

		@Override
		public void end() {
			StompHeaderAccessor accessor = StompHeaderAccessor
				.wrap(message(this.frame, StompCommand.UNSUBSCRIBE, NO_BODY));
			Message<byte[]> unsubscribe = MessageBuilder.createMessage(NO_BODY, accessor.getMessageHeaders());
			ApplicationBroker.this.events.publishEvent(
					new SessionUnsubscribeEvent(ApplicationBroker.this, unsubscribe, this.frame.connection().user()));
			forward(unsubscribe);
		}

	}

}
