package snippets.security;

import dev.realtime.connection.RealtimeRequest;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

class Security {

	void realtime(HttpSecurity http) throws Exception {
		// snippet
	}

}
