package dev.realtime.sample.channel;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

import dev.realtime.RealtimeUser;
import dev.realtime.join.RoomAccess;

/** Who may see a channel: one rule for its room and for REST. */
@Component
public class ChannelAccess {

	private final ChannelService channels;

	ChannelAccess(ChannelService channels) {
		this.channels = channels;
	}

	/** Whoever may read a channel may also tell it that they are writing. */
	@RoomAccess(value = "/channels/{id}", publish = true)
	boolean maySee(long id, RealtimeUser user) {
		return this.channels.get(id).filter((channel) -> channel.isVisibleTo(user.getName())).isPresent();
	}

	@RoomAccess("/people/{name}/channels")
	boolean isOneself(String name, RealtimeUser user) {
		return name.equals(user.getName());
	}

	/**
	 * The channel, for somebody who may see it. One that exists and is private is as
	 * missing as one that does not.
	 */
	public Channel require(long id, String user) {
		return this.channels.get(id)
			.filter((channel) -> channel.isVisibleTo(user))
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such channel"));
	}

}
