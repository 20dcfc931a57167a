package dev.realtime.sample.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.context.event.EventListener;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.crud.CreateResult;
import dev.realtime.crud.CrudService;
import dev.realtime.crud.DeleteResult;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeDeleted;
import dev.realtime.crud.RealtimeUpdated;
import dev.realtime.crud.UpdateResult;
import dev.realtime.sample.channel.ChannelClosed;
import dev.realtime.sample.channel.ChannelService;

/** Messages: the annotations are all it takes to show every change in every browser. */
@Service
@Transactional
class MessageService implements CrudService<Message, Long> {

	private static final String ROOM = "/channels/{channelId}";

	private static final String PATH = "/channels/{channelId}/messages/{id}";

	private final MessageRepository messages;

	private final ChannelService channels;

	MessageService(MessageRepository messages, ChannelService channels) {
		this.messages = messages;
		this.channels = channels;
	}

	@Override
	@RealtimeCreated(room = ROOM, path = PATH)
	public CreateResult<Message> create(Message item) {
		Message message = this.messages.save(item);
		this.channels.written(message.getChannelId(), message.getId());
		return CreateResult.of(message);
	}

	@Override
	@Transactional(readOnly = true)
	public Optional<Message> get(Long id) {
		return this.messages.findById(id);
	}

	@Override
	@RealtimeUpdated(room = ROOM, path = PATH)
	public UpdateResult<Message> update(Long id, Message item) {
		return edit(id, item.getText());
	}

	@RealtimeUpdated(room = ROOM, path = PATH)
	public UpdateResult<Message> edit(long id, String text) {
		return this.messages.findById(id).map((message) -> {
			message.edit(text);
			return UpdateResult.of(this.messages.saveAndFlush(message));
		}).orElseGet(UpdateResult::none);
	}

	@Override
	@RealtimeDeleted(room = ROOM, path = PATH)
	public DeleteResult<Message> delete(Long id) {
		Optional<Message> message = this.messages.findById(id);
		message.ifPresent(this.messages::delete);
		return message.map(DeleteResult::of).orElseGet(DeleteResult::none);
	}

	@Override
	@Transactional(readOnly = true)
	public Page<Message> list(Pageable pageable) {
		return this.messages.findAll(pageable);
	}

	/** The latest messages of a channel, oldest first. */
	@Transactional(readOnly = true)
	public List<Message> latest(long channelId, int limit) {
		List<Message> latest = new ArrayList<>(this.messages.findByChannelIdOrderByIdDesc(channelId, Limit.of(limit)));
		Collections.reverse(latest);
		return latest;
	}

	@Transactional(readOnly = true)
	public Optional<Message> sentBefore(String author, UUID ref) {
		return this.messages.findByAuthorAndRef(author, ref);
	}

	@EventListener
	void on(ChannelClosed closed) {
		this.messages.deleteByChannelId(closed.id());
	}

}
