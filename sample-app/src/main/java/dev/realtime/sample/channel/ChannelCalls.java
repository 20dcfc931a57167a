package dev.realtime.sample.channel;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

import dev.realtime.RealtimeUser;
import dev.realtime.rpc.RealtimeMethod;
import dev.realtime.rpc.RpcException;

/** What a page calls over the connection it already has. */
@Component
class ChannelCalls {

	private final ChannelService channels;

	private final ChannelAccess access;

	ChannelCalls(ChannelService channels, ChannelAccess access) {
		this.channels = channels;
		this.access = access;
	}

	@RealtimeMethod("channels.rename")
	Renamed rename(Rename body, RealtimeUser user) {
		try {
			this.access.require(body.id(), user.getName());
		}
		catch (ResponseStatusException ex) {
			throw new RpcException("not_found", "There is no such channel");
		}
		this.channels.rename(body.id(), body.name().strip());
		return new Renamed(body.id(), body.name().strip());
	}

	record Rename(long id, @NotBlank @Size(max = 40) String name) {

	}

	record Renamed(long id, String name) {

	}

}
