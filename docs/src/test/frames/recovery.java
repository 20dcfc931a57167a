package snippets.recovery;

import dev.realtime.RealtimeEvent;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

@Component
class Batch {

	private final ApplicationEventPublisher events;

	Batch(ApplicationEventPublisher events) {
		this.events = events;
	}

	void restored() {
		// snippet
	}

}
