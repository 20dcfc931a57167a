package snippets.rooms;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import dev.realtime.RealtimeSessions;
import dev.realtime.RealtimeUser;
import dev.realtime.join.RealtimeListed;
import dev.realtime.join.RoomAccess;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

class Rooms {

	record Message(long id) {

	}

	interface Messages {

		List<Message> of(long channel);

	}

	@RestController
	static class Controller {

		private final RoomTokens tokens;

		private final Messages messages = (channel) -> List.of();

		Controller(RoomTokens tokens) {
			this.tokens = tokens;
		}

		// snippet

		Map<String, Object> byHand(long channelId, Principal user) {
			// snippet
		}

	}

	static class Memberships {

		boolean exists(long channel, String user) {
			return false;
		}

		void delete(long channel, String user) {
		}

	}

	@Component
	static class Access {

		private final Memberships memberships = new Memberships();

		// snippet

	}

	@Component
	static class Channels {

		private final Memberships memberships = new Memberships();

		private final RealtimeSessions sessions;

		Channels(RealtimeSessions sessions) {
			this.sessions = sessions;
		}

		// snippet

	}

}
