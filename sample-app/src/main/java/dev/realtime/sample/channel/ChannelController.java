package dev.realtime.sample.channel;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import dev.realtime.join.RealtimeListed;
import dev.realtime.sample.people.People;

@RestController
@RequestMapping("/api/channels")
class ChannelController {

	private final ChannelService channels;

	private final ChannelAccess access;

	private final People people;

	ChannelController(ChannelService channels, ChannelAccess access, People people) {
		this.channels = channels;
		this.access = access;
		this.people = people;
	}

	/**
	 * One's list is made of two rooms: what is open to all, and one's private channels.
	 */
	@GetMapping
	@RealtimeListed(room = { "/channels", "/people/{#user.name}/channels" })
	List<Channel> list(Principal user) {
		return this.channels.visibleTo(user.getName());
	}

	@GetMapping("/{id}")
	Channel get(@PathVariable long id, Principal user) {
		return this.access.require(id, user.getName());
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Channel create(@RequestBody @Valid NewChannel body, Principal user) {
		Channel channel = body.restricted()
				? new Channel(body.name(), body.topicOrNone(), user.getName(), known(body.membersOrNone()))
				: new Channel(body.name(), body.topicOrNone(), user.getName());
		return this.channels.create(channel).entity();
	}

	@PutMapping("/{id}/members")
	Channel changeMembers(@PathVariable long id, @RequestBody Set<String> members, Principal user) {
		Channel channel = requireOwn(id, user);
		if (!channel.isRestricted()) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "Everybody is in an open channel");
		}
		this.channels.changeMembers(id, known(members));
		return this.access.require(id, user.getName());
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable long id, Principal user) {
		requireOwn(id, user);
		this.channels.delete(id);
	}

	private Channel requireOwn(long id, Principal user) {
		Channel channel = this.access.require(id, user.getName());
		if (!channel.getOwner().equals(user.getName())) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Only the owner of the channel may do that");
		}
		return channel;
	}

	private Set<String> known(Set<String> names) {
		for (String name : names) {
			if (!this.people.exists(name)) {
				throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "A member is unknown");
			}
		}
		return names;
	}

	record NewChannel(@NotBlank @Size(max = 40) String name, @Nullable @Size(max = 200) String topic,
			boolean restricted, @Nullable Set<String> members) {

		String topicOrNone() {
			return (this.topic != null) ? this.topic : "";
		}

		Set<String> membersOrNone() {
			return (this.members != null) ? this.members : Set.of();
		}

	}

}
