package snippets.presence;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.realtime.presence.MemberDetails;

import org.springframework.context.annotation.Bean;

class Presence {

	record User(String name, String displayName) {

	}

	interface Users {

		List<User> findAllByName(Iterable<String> names);

	}

	static class Configuration {

		// snippet

	}

}
