package dev.realtime.sample.message;

import java.util.Set;
import java.util.UUID;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Component;

import dev.realtime.sample.channel.Channel;
import dev.realtime.sample.channel.ChannelService;

/** Something to look at in an empty database, there before the first request. */
@Component
class DemoData implements SmartInitializingSingleton {

	private final ChannelService channels;

	private final MessageService messages;

	DemoData(ChannelService channels, MessageService messages) {
		this.channels = channels;
		this.messages = messages;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.channels.list(Pageable.ofSize(1)).hasContent()) {
			return;
		}
		Channel general = create(new Channel("general", "What everybody should know", "ada"));
		say(general, "ada", "Welcome! Open this page in a second window and log in as somebody else.");
		say(general, "grace", "Whatever one of us writes, the other sees it at once.");
		say(general, "alan", "Also after a while offline? Switch your network off and on again to find out.");
		Channel engine = create(new Channel("analytical-engine", "Cards, mills and stores", "ada"));
		say(engine, "ada", "The engine weaves algebraic patterns just as the loom weaves flowers and leaves.");
		say(engine, "katherine", "I checked the numbers by hand. They agree.");
		create(new Channel("random", "Anything else", "lise"));
		Channel compilers = create(
				new Channel("compilers", "Members only", "grace", Set.of("ada", "grace", "katherine")));
		say(compilers, "grace", "Nobody believed that a program could write programs. Here we are.");
	}

	private Channel create(Channel channel) {
		return this.channels.create(channel).entity();
	}

	private void say(Channel channel, String author, String text) {
		this.messages.create(new Message(channel.getId(), author, UUID.randomUUID(), text));
	}

}
