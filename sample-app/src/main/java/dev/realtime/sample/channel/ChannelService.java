package dev.realtime.sample.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.realtime.RealtimeSessions;
import dev.realtime.crud.CreateResult;
import dev.realtime.crud.CrudService;
import dev.realtime.crud.DeleteResult;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeDeleted;
import dev.realtime.crud.RealtimeResource;
import dev.realtime.crud.RealtimeUpdated;
import dev.realtime.crud.UpdateResult;

/** Changes of channels, each seen at once in every list that shows the channel. */
@Service
@Transactional
@RealtimeResource(room = "{@channelRooms.of(#root)}", path = "/channels/{id}")
public class ChannelService implements CrudService<Channel, Long> {

	private final ChannelRepository channels;

	private final RealtimeSessions sessions;

	private final ApplicationEventPublisher events;

	ChannelService(ChannelRepository channels, RealtimeSessions sessions, ApplicationEventPublisher events) {
		this.channels = channels;
		this.sessions = sessions;
		this.events = events;
	}

	@Override
	@RealtimeCreated
	public CreateResult<Channel> create(Channel item) {
		return CreateResult.of(this.channels.save(item));
	}

	@Override
	@Transactional(readOnly = true)
	public Optional<Channel> get(Long id) {
		return this.channels.findById(id);
	}

	@Override
	@RealtimeUpdated
	public UpdateResult<Channel> update(Long id, Channel item) {
		return change(id, (channel) -> channel.change(item.getName(), item.getTopic()));
	}

	@RealtimeUpdated
	public UpdateResult<Channel> rename(long id, String name) {
		return change(id, (channel) -> channel.change(name, channel.getTopic()));
	}

	/**
	 * New members see the channel appear; former ones see it vanish and have to leave.
	 */
	@RealtimeUpdated
	public UpdateResult<Channel> changeMembers(long id, Set<String> members) {
		UpdateResult<Channel> result = change(id, (channel) -> channel.changeMembers(members));
		Channel previous = result.previous();
		Channel channel = result.entity();
		if (previous != null && channel != null) {
			Set<String> removed = new TreeSet<>(previous.getMembers());
			removed.removeAll(channel.getMembers());
			removed.forEach((user) -> this.sessions.evict(user, "/channels/" + id));
		}
		return result;
	}

	/** A new message shows in the lists too, as something to read. */
	@RealtimeUpdated
	public UpdateResult<Channel> written(long id, long messageId) {
		return change(id, (channel) -> channel.written(messageId));
	}

	@Override
	@RealtimeDeleted
	public DeleteResult<Channel> delete(Long id) {
		Optional<Channel> channel = this.channels.findLocked(id);
		if (channel.isEmpty()) {
			return DeleteResult.none();
		}
		this.events.publishEvent(new ChannelClosed(id));
		this.channels.delete(channel.get());
		return DeleteResult.of(channel.get());
	}

	@Override
	@Transactional(readOnly = true)
	public Page<Channel> list(Pageable pageable) {
		return this.channels.findAll(pageable);
	}

	@Transactional(readOnly = true)
	public List<Channel> visibleTo(String user) {
		return this.channels.visibleTo(user);
	}

	private UpdateResult<Channel> change(long id, Consumer<Channel> change) {
		return this.channels.findLocked(id).map((channel) -> {
			Channel previous = channel.copy();
			change.accept(channel);
			return UpdateResult.of(previous, channel);
		}).orElseGet(UpdateResult::none);
	}

}
