package dev.realtime.sample.message;

import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.sample.channel.Channel;
import dev.realtime.sample.channel.ChannelService;
import dev.realtime.test.RealtimeTest;
import dev.realtime.test.RecordedEvents;

import static org.assertj.core.api.Assertions.assertThat;

/** What messages announce; every test is rolled back. */
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:in-process-tests")
@RealtimeTest
@Transactional
class MessageServiceTests {

	@Autowired
	private MessageService messages;

	@Autowired
	private ChannelService channels;

	@Autowired
	private RecordedEvents events;

	private Channel channel;

	@BeforeEach
	void open() {
		this.channel = this.channels.create(new Channel("tests", "", "ada")).entity();
		this.events.clear();
	}

	@Test
	void tellsOfNewMessageInItsChannelAndInTheList() {
		Message message = create("Hello");

		assertThat(this.events).created(Message.class).inRoom(room()).atPath(path(message)).once();
		assertThat(this.events).updated(Channel.class)
			.inRoom("/channels")
			.with((channel) -> ((Channel) channel).getLastMessageId() == message.getId())
			.once();
	}

	@Test
	void tellsOfEdits() {
		Message message = create("Tpyo");
		this.messages.edit(message.getId(), "Typo");

		assertThat(this.events).updated(Message.class)
			.inRoom(room())
			.with((edited) -> ((Message) edited).getText().equals("Typo"))
			.once();
	}

	@Test
	void tellsNothingOfWhatIsNotThere() {
		this.messages.edit(-1, "Nothing");
		this.messages.delete(-1L);

		assertThat(this.events).isEmpty();
	}

	@Test
	void tellsOfDeletions() {
		Message message = create("Gone");
		this.messages.delete(message.getId());

		assertThat(this.events).deleted(Message.class).atPath(path(message)).once();
	}

	private Message create(String text) {
		return this.messages.create(new Message(this.channel.getId(), "ada", UUID.randomUUID(), text)).entity();
	}

	private String room() {
		return "/channels/" + this.channel.getId();
	}

	private String path(Message message) {
		return room() + "/messages/" + message.getId();
	}

}
