package dev.realtime.sample.channel;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * Which lists of channels a channel is in: everybody's, or those of its members. A room
 * per list is what lets a channel appear for a new member and vanish for a former one.
 */
@Component
class ChannelRooms {

	public Collection<String> of(Channel channel) {
		return channel.isRestricted() ? channel.getMembers().stream().map(ChannelRooms::listOf).toList()
				: List.of("/channels");
	}

	private static String listOf(String user) {
		return "/people/" + UriUtils.encode(user, StandardCharsets.UTF_8) + "/channels";
	}

}
