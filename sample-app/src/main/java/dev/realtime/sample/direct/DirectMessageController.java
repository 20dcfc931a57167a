package dev.realtime.sample.direct;

import java.security.Principal;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import dev.realtime.sample.people.People;

@RestController
@RequestMapping("/api/direct/{name}")
class DirectMessageController {

	private final DirectMessages messages;

	private final People people;

	DirectMessageController(DirectMessages messages, People people) {
		this.messages = messages;
		this.people = people;
	}

	@GetMapping
	List<DirectMessage> list(@PathVariable String name, Principal user) {
		return this.messages.between(user.getName(), require(name));
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	DirectMessage send(@PathVariable String name, @RequestBody @Valid NewDirectMessage body, Principal user) {
		return this.messages.send(user.getName(), require(name), body.ref(), body.text());
	}

	private String require(String name) {
		if (!this.people.exists(name)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nobody here has that name");
		}
		return name;
	}

	record NewDirectMessage(@NotBlank @Size(max = 4000) String text, @NotNull UUID ref) {

	}

}
