package dev.realtime.sample.direct;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.RealtimeEvent;

/** Conversations of two: no room, the event goes to the two users alone. */
@Service
@Transactional
class DirectMessages {

	private final DirectMessageRepository messages;

	private final ApplicationEventPublisher events;

	DirectMessages(DirectMessageRepository messages, ApplicationEventPublisher events) {
		this.messages = messages;
		this.events = events;
	}

	/** Says it once, also where the client sends the same reference again. */
	DirectMessage send(String author, String recipient, UUID ref, String text) {
		return this.messages.findByAuthorAndRef(author, ref).orElseGet(() -> {
			DirectMessage message = this.messages.save(new DirectMessage(author, recipient, ref, text));
			this.events.publishEvent(RealtimeEvent.named("direct", message).toUsers(author, recipient));
			return message;
		});
	}

	/** The latest messages between two people, oldest first. */
	@Transactional(readOnly = true)
	List<DirectMessage> between(String one, String other) {
		List<DirectMessage> latest = new ArrayList<>(this.messages.between(one, other, Limit.of(200)));
		Collections.reverse(latest);
		return latest;
	}

}
