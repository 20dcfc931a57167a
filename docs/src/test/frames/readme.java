package snippets.readme;

import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.ConnectionTokens;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.join.RoomAccess;

import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

record Note(long id) {

}

// snippet

@Component
class Access {

	private final Members members = (channel, user) -> false;

	interface Members {

		boolean contains(long channel, String user);

	}

	// snippet

}

@RestController
class TokenController {

	private final ConnectionTokens connectionTokens;

	TokenController(ConnectionTokens connectionTokens) {
		this.connectionTokens = connectionTokens;
	}

	// snippet

}
