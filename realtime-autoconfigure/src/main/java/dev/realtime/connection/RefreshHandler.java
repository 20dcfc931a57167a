package dev.realtime.connection;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import org.apache.commons.logging.LogFactory;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

import dev.realtime.RealtimeUser;
import dev.realtime.SparingLog;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.WireJson;

/**
 * Lets a connection live on with a fresh token of the same user. After any refusal it
 * goes on with the token it has.
 */
class RefreshHandler implements MessageHandler {

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(RefreshHandler.class));

	private final ConnectAuthenticator authenticator;

	private final WireJson json;

	RefreshHandler(ConnectAuthenticator authenticator, WireJson json) {
		this.authenticator = authenticator;
		this.json = json;
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (message.getPayload() instanceof ClientFrame frame && frame.isSend()
				&& frame.destination().equals(Destinations.REFRESH)) {
			refresh(frame);
		}
	}

	private void refresh(ClientFrame frame) {
		Connection connection = frame.connection();
		try {
			RealtimeUser user = authenticate(frame);
			Instant expiresAt = ConnectAuthenticator.expiresAt(user);
			connection.become(user);
			connection.reply(frame.correlationId(), this.json.object("result",
					(expiresAt != null) ? Map.of("expiresAt", expiresAt.toString()) : Map.of()));
		}
		catch (AuthenticationRefused ex) {
			refuse(frame, ex.code(), Objects.requireNonNullElse(ex.getMessage(), ex.code()));
		}
		catch (RuntimeException ex) {
			// the token server is away, which is no reason to lose the session
			failures.error("A connection token could not be checked", ex);
			refuse(frame, Refusal.INTERNAL.code(), Refusal.INTERNAL.message());
		}
	}

	private RealtimeUser authenticate(ClientFrame frame) {
		String token = Objects.requireNonNullElse(frame.header(Headers.TOKEN), "");
		if (token.isEmpty()) {
			throw AuthenticationRefused.missing();
		}
		RealtimeUser user = Gate.authenticate(this.authenticator, token);
		if (!user.name().equals(frame.connection().user().name())) {
			throw new AuthenticationRefused(Refusal.SUBJECT_MISMATCH.code(), Refusal.SUBJECT_MISMATCH.message());
		}
		return user;
	}

	private void refuse(ClientFrame frame, String code, String message) {
		Connection connection = frame.connection();
		if (connection.tolerates(new Refusal(code, message))) {
			connection.reply(frame.correlationId(), this.json.replyError(code, message));
		}
	}

}
