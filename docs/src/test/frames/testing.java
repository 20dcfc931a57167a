package snippets.testing;

import java.util.Map;

import dev.realtime.test.RealtimeClient;
import dev.realtime.test.RealtimeClients;
import dev.realtime.test.RealtimeTest;
import dev.realtime.test.RecordedEvents;
import dev.realtime.test.TestTokens;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

// snippet

class OrderRoomTests {

	@Autowired
	OrderService orders;

	// snippet

	// snippet

}

class OrderService {

	Order create(Order order) {
		return order;
	}

}

record Order(long id) {

}
