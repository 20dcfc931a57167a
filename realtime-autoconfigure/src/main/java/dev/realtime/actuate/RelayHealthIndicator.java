package dev.realtime.actuate;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import dev.realtime.relay.Relay;
import dev.realtime.relay.RelayState;

/**
 * Whether this node is joined to the others. Down does not mean that its own clients are
 * not served: they are.
 */
class RelayHealthIndicator extends AbstractHealthIndicator {

	private final Relay relay;

	RelayHealthIndicator(Relay relay) {
		super("The state of the relay cannot be told");
		this.relay = relay;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		RelayState state = this.relay.state();
		builder.status(state.connected() ? "UP" : "DOWN")
			.withDetail("since", state.since().toString())
			.withDetail("waitingEvents", state.waitingEvents())
			.withDetail("waitingBytes", state.waitingBytes())
			.withDetail("lostEvents", state.lostEvents())
			.withDetail("otherNodes", state.otherNodes());
		if (state.order() != null) {
			builder.withDetail("order", state.order());
		}
		if (state.trouble() != null) {
			builder.withDetail("trouble", state.trouble());
		}
	}

}
