package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a client says to a server before it hears events. */
enum Wire {

	/** STOMP over WebSocket. */
	STOMP {

		@Override
		String path(int room) {
			return "/realtime";
		}

		@Override
		String hello(int client) {
			return "CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\nAuthorization:Bearer "
					+ token("user" + client) + "\n\n\0";
		}

		@Override
		String join(int room) {
			return "SUBSCRIBE\nid:0\ndestination:/topic/rooms/public/r" + room + "\n\n\0";
		}

	},
	/** The same, with rooms that are topics of RabbitMQ. */
	STOMP_DOTTED {

		@Override
		String path(int room) {
			return STOMP.path(room);
		}

		@Override
		String hello(int client) {
			return STOMP.hello(client);
		}

		@Override
		String join(int room) {
			return "SUBSCRIBE\nid:0\ndestination:/topic/rooms.public.r" + room + "\n\n\0";
		}

	},
	/** A WebSocket that hears events from its beginning. */
	RAW {

		@Override
		String path(int room) {
			return "/?room=r" + room;
		}

		@Override
		String hello(int client) {
			return "";
		}

		@Override
		String join(int room) {
			return "";
		}

	},
	/** Socket.IO 4 over WebSocket alone; the query names the room. */
	SOCKET_IO {

		@Override
		String path(int room) {
			return "/socket.io/?EIO=4&transport=websocket&room=r" + room;
		}

		@Override
		String hello(int client) {
			return "";
		}

		@Override
		String join(int room) {
			return "40";
		}

	};

	static final String SECRET = "0123456789abcdef0123456789abcdef";

	boolean isStomp() {
		return this == STOMP || this == STOMP_DOTTED;
	}

	abstract String path(int room);

	abstract String hello(int client);

	abstract String join(int room);

	private static String token(String user) {
		Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
		String unsigned = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
				+ base64.encodeToString(("{\"sub\":\"" + user + "\"}").getBytes(StandardCharsets.UTF_8));
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return unsigned + "." + base64.encodeToString(mac.doFinal(unsigned.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
