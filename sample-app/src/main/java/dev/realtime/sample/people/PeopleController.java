package dev.realtime.sample.people;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import dev.realtime.connection.ConnectionTokens;
import dev.realtime.join.RoomPass;
import dev.realtime.join.RoomTokens;

/**
 * Logging in, and the list of people with the pass for the lobby, the room whose presence
 * tells who is online.
 */
@RestController
class PeopleController {

	static final String LOBBY = "/lobby";

	private final People people;

	private final ConnectionTokens connectionTokens;

	private final RoomTokens roomTokens;

	PeopleController(People people, ConnectionTokens connectionTokens, RoomTokens roomTokens) {
		this.people = people;
		this.connectionTokens = connectionTokens;
		this.roomTokens = roomTokens;
	}

	/** A demo believes whoever says a name; ask for proof of it here. */
	@PostMapping("/api/login")
	Session login(@RequestBody Login login) {
		if (login.name() == null || !this.people.exists(login.name())) {
			throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "Nobody here has that name");
		}
		return new Session(login.name(), this.connectionTokens.issue(login.name()));
	}

	/** Also answered before the login, which offers the names; then without a pass. */
	@GetMapping("/api/people")
	Everybody people(@Nullable Principal user) {
		List<RoomPass> passes = (user != null) ? List.of(this.roomTokens.pass(user.getName(), LOBBY)) : List.of();
		return new Everybody(this.people.all(), passes);
	}

	record Login(@Nullable String name) {

	}

	record Session(String name, String token) {

	}

	record Everybody(List<Person> people, List<RoomPass> websockets) {

	}

}
