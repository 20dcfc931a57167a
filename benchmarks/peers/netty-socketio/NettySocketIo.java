import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import com.sun.net.httpserver.HttpServer;

/** netty-socketio, told by the driver over HTTP at the next port. */
class NettySocketIo {

	public static void main(String[] arguments) throws Exception {
		int port = Integer.parseInt(arguments[0]);
		Configuration configuration = new Configuration();
		configuration.setHostname("127.0.0.1");
		configuration.setPort(port);
		configuration.setWebsocketCompression(false);
		SocketIOServer server = new SocketIOServer(configuration);
		server.addConnectListener((client) -> client.joinRoom(client.getHandshakeData().getSingleUrlParam("room")));
		server.start();
		HttpServer control = HttpServer.create(new InetSocketAddress("127.0.0.1", port + 1), 0);
		control.createContext("/", (exchange) -> {
			Map<String, Double> query = query(exchange.getRequestURI().getQuery());
			exchange.sendResponseHeaders(200, 2);
			exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
			exchange.close();
			boolean probe = exchange.getRequestURI().getPath().equals("/probe");
			int rooms = query.get("rooms").intValue();
			int count = probe ? rooms : query.get("count").intValue();
			double rate = probe ? 0 : query.get("rate");
			new Thread(() -> publish(server, probe, rooms, count, rate)).start();
		});
		control.start();
	}

	private static void publish(SocketIOServer server, boolean probe, int rooms, int count, double rate) {
		long begin = System.nanoTime();
		for (int i = 0; i < count; i++) {
			if (rate > 0) {
				long due = begin + (long) (i * 1e9 / rate);
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
			}
			int room = i % rooms;
			server.getRoomOperations("r" + room).sendEvent("message", payload(probe ? -1 : i / rooms, room));
		}
	}

	private static Map<String, Object> payload(long seq, int room) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("id", 42);
		data.put("channel", 4711);
		data.put("author", "alice");
		data.put("text", "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor");
		data.put("createdAt", "2026-01-01T00:00:00Z");
		Map<String, Object> payload = new LinkedHashMap<>();
		payload.put("seq", seq);
		payload.put("ns", System.nanoTime());
		payload.put("op", "created");
		payload.put("service", "messages");
		payload.put("room", "/public/r" + room);
		payload.put("id", "5f2c9a417be");
		payload.put("data", data);
		return payload;
	}

	private static Map<String, Double> query(String query) {
		Map<String, Double> values = new LinkedHashMap<>();
		for (String pair : query.split("&")) {
			values.put(pair.substring(0, pair.indexOf('=')), Double.valueOf(pair.substring(pair.indexOf('=') + 1)));
		}
		return values;
	}

}
