package dev.realtime.sample.message;

import java.security.Principal;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.dao.DataIntegrityViolationException;
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
import dev.realtime.sample.channel.ChannelAccess;

@RestController
@RequestMapping("/api/channels/{channelId}/messages")
class MessageController {

	/** As many as the page keeps. */
	private static final int LIMIT = 200;

	private final MessageService messages;

	private final ChannelAccess access;

	MessageController(MessageService messages, ChannelAccess access) {
		this.messages = messages;
		this.access = access;
	}

	@GetMapping
	@RealtimeListed(room = "/channels/{#channelId}")
	List<Message> list(@PathVariable long channelId, Principal user) {
		this.access.require(channelId, user.getName());
		return this.messages.latest(channelId, LIMIT);
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Message create(@PathVariable long channelId, @RequestBody @Valid NewMessage body, Principal user) {
		this.access.require(channelId, user.getName());
		return this.messages.sentBefore(user.getName(), body.ref()).orElseGet(() -> send(channelId, body, user));
	}

	@PutMapping("/{id}")
	Message update(@PathVariable long channelId, @PathVariable long id, @RequestBody @Valid Edit body, Principal user) {
		requireOwn(channelId, id, user);
		this.messages.edit(id, body.text());
		return requireOwn(channelId, id, user);
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable long channelId, @PathVariable long id, Principal user) {
		requireOwn(channelId, id, user);
		this.messages.delete(id);
	}

	private Message send(long channelId, NewMessage body, Principal user) {
		try {
			return this.messages.create(new Message(channelId, user.getName(), body.ref(), body.text())).entity();
		}
		catch (DataIntegrityViolationException ex) {
			// the same message arrived twice at once: the other one won
			return this.messages.sentBefore(user.getName(), body.ref()).orElseThrow(() -> ex);
		}
	}

	private Message requireOwn(long channelId, long id, Principal user) {
		this.access.require(channelId, user.getName());
		Message message = this.messages.get(id)
			.filter((candidate) -> candidate.getChannelId() == channelId)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such message"));
		if (!message.getAuthor().equals(user.getName())) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Only its author may change a message");
		}
		return message;
	}

	record NewMessage(@NotBlank @Size(max = 4000) String text, @NotNull UUID ref) {

	}

	record Edit(@NotBlank @Size(max = 4000) String text) {

	}

}
