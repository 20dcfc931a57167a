package dev.realtime.connection;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

import dev.realtime.RealtimeUser;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.WireJson;

/**
 * Lets a connection live on with a fresh token of the same user. After any refusal it
 * goes on with the token it has.
 */
class RefreshHandler implements MessageHandler {

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
			frame.connection().reply(frame.correlationId(), refresh(frame));
		}
	}

	private byte[] refresh(ClientFrame frame) {
		try {
			String token = Objects.requireNonNullElse(frame.header(Headers.TOKEN), "");
			if (token.isEmpty()) {
				return error(Refusal.TOKEN_MISSING);
			}
			RealtimeUser user = this.authenticator.authenticate(token);
			if (!user.name().equals(frame.connection().user().name())) {
				return error(Refusal.SUBJECT_MISMATCH);
			}
			frame.connection().become(user);
			Instant expiresAt = TokenCodec.instant(user.claims().get("exp"));
			return this.json.object("result",
					(expiresAt != null) ? Map.of("expiresAt", expiresAt.toString()) : Map.of());
		}
		catch (AuthenticationRefused ex) {
			return this.json.replyError(ex.code(), Objects.requireNonNullElse(ex.getMessage(), ex.code()));
		}
	}

	private byte[] error(Refusal refusal) {
		return this.json.replyError(refusal.code(), refusal.message());
	}

}
