package dev.realtime.relay;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.realtime.ReportSection;

/**
 * How the link between the nodes is.
 *
 * @param relay the link
 */
record RelayReport(Relay relay) implements ReportSection {

	@Override
	public String name() {
		return "relay";
	}

	@Override
	public String summary() {
		RelayState state = this.relay.state();
		return state.connected() ? "relay up by a " + state.order() : "relay down";
	}

	@Override
	public Object details() {
		RelayState state = this.relay.state();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("connected", state.connected());
		details.put("since", state.since().toString());
		details.put("order", state.order());
		details.put("trouble", state.trouble());
		details.put("otherNodes", state.otherNodes());
		details.put("waitingEvents", state.waitingEvents());
		details.put("waitingBytes", state.waitingBytes());
		details.put("lostEvents", state.lostEvents());
		return details;
	}

}
