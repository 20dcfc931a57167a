package snippets.authentication;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.AuthenticationRefused;
import dev.realtime.connection.ConnectAuthenticator;
import dev.realtime.connection.ConnectionOpened;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.connection.RealtimeRequest;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;

import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

class Authentication {

	@RestController
	static class TokenController {

		private final ConnectionTokens connectionTokens;

		TokenController(ConnectionTokens connectionTokens) {
			this.connectionTokens = connectionTokens;
		}

		// snippet

	}

	static class OpaqueTokens {

		// snippet

	}

	interface SessionRepository {

		Optional<Session> findByKey(String key);

	}

	record Session(String user, boolean isClosed, Instant expiresAt) {

	}

	@Component
	static class Bans {

		private final Set<String> bans = Set.of("mallory");

		// snippet

	}

	static class Security {

		// snippet

	}

	@RestController
	static class Messages {

		private final RoomTokens roomTokens;

		private final Map<Integer, List<String>> all = Map.of();

		Messages(RoomTokens roomTokens) {
			this.roomTokens = roomTokens;
		}

		private final Listing messages = (channel) -> this.all.get(channel);

		Map<String, Object> list(Principal user) {
			// snippet
		}

		interface Listing {

			List<String> list(int channel);

		}

	}

}
