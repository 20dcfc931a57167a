package snippets.calls;

import java.util.Optional;

import dev.realtime.RealtimeUser;
import dev.realtime.rpc.RealtimeMethod;
import dev.realtime.rpc.RpcException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Component
class Channels {

	Optional<Channel> findById(long id) {
		return Optional.empty();
	}

	Channel rename(Channel channel, String name) {
		return channel;
	}

}

record Channel(long id, String name) {

	boolean isOwnedBy(String user) {
		return false;
	}

}

// snippet
