package dev.realtime.protocol;

import dev.realtime.RealtimeEvent;

/** Names of the starter's own events on the wire. */
public final class Events {

	public static final String JOIN_SUCCESS = "realtime:join:success";

	public static final String JOIN_ERROR = "realtime:join:error";

	public static final String LEAVE = "realtime:leave";

	public static final String RESYNC = RealtimeEvent.RESYNC;

	public static final String POSITION = "realtime:position";

	public static final String PRESENCE = "realtime:presence";

	public static final String RESOURCE = RealtimeEvent.RESOURCE;

	public static final String REPLY = "realtime:reply";

	public static final String SEND_ERROR = "realtime:send:error";

	private Events() {
	}

}
