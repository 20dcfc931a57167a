package snippets.getting_started;

import java.security.Principal;
import java.util.List;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimeUser;
import dev.realtime.join.RealtimeListed;
import dev.realtime.join.RoomAccess;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

class GettingStarted {

	interface Members {

		boolean contains(long channel, String user);

	}

	record Message(long id) {

	}

	@Component
	static class Access {

		private final Members members = (channel, user) -> false;

		// snippet

	}

	@RestController
	static class MessageController {

		private final Messages messages = (user, channel) -> List.of();

		interface Messages {

			List<Message> visibleTo(String user, long channel);

		}

		// snippet

	}

	record Order(String customer) {

	}

	@Component
	static class Shipping {

		private final ApplicationEventPublisher events;

		Shipping(ApplicationEventPublisher events) {
			this.events = events;
		}

		void ship(Order order) {
			// snippet
		}

	}

}
